// The review page while somebody reads: the badge follows each choice, what is typed is kept, study facts are
// saved without leaving the page, and colleagues are told that somebody is here. Buttons do the same without scripts.
(() => {
  "use strict";
  const form = document.getElementById("review");
  if (!form || !form.querySelector('button[value="preview"]')) return;

  const LIVE = ["computed", "wording", "sentence"];
  const PAUSE = 1200;
  const SIGN_OF_LIFE = 60000;
  let running = null;
  let waiting = null;
  let saving = null;
  let leaving = false;
  let mending = false;

  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  async function post(address, data, signal) {
    return fetch(address, { method: "POST", body: data, signal, headers: { Accept: "application/json, text/html" } });
  }

  function renew(fresh) {
    for (const id of LIVE) {
      const [shown, now] = [document.getElementById(id), fresh.getElementById(id)];
      if (!shown || !now || shown.innerHTML === now.innerHTML) continue;
      const wasOpen = shown.querySelector("details")?.open;
      shown.replaceChildren(...now.childNodes);
      const fold = shown.querySelector("details");
      if (fold && wasOpen) fold.open = true;
    }
  }

  async function compute() {
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    const data = new FormData(form);
    data.set("do", "preview");
    const shown = document.getElementById("computed");
    shown.setAttribute("aria-busy", "true");
    try {
      const answer = await post(location.pathname, data, mine.signal);
      if (answer.ok && !answer.redirected) renew(parsed(await answer.text()));
    } catch (error) {
      if (error.name !== "AbortError") say("The badge could not be computed: no connection.");
    } finally {
      if (running === mine) document.getElementById("computed").removeAttribute("aria-busy");
    }
  }

  // The private draft

  function say(words) {
    const kept = document.getElementById("kept");
    if (kept) kept.textContent = words;
  }

  async function keep() {
    clearTimeout(waiting);
    waiting = null;
    if (saving) await saving;
    if (leaving || mending || !form.dataset.keep) return;
    const sent = new FormData(form);
    if (form.elements.read_again && form.elements.read_again.checked) sent.set("read_again", "on");
    saving = fetch(form.dataset.keep, { method: "POST", body: sent, headers: { Accept: "application/json" } })
      .then(async (answer) => {
        const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
        if (said.saved_at) say(`Draft saved ${said.saved_at}.`);
        else say(said.refused || "The draft could not be saved. Reload the page.");
      })
      .catch(() => say("The draft is not saved: no connection. It is tried again with the next change."))
      .finally(() => {
        saving = null;
      });
    await saving;
  }

  function keepSoon() {
    if (!form.dataset.keep) return;
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  }

  const isTyped = (name) => /^c\d+-/.test(name) || name === "reason" || name === "comment" || name === "read_again";

  // What was refused is told as what it is once something is mended.
  function outdate() {
    for (const said of document.querySelectorAll(".messagelist .error:not([data-before])")) {
      said.dataset.before = "";
      said.prepend("Before your last change: ");
    }
  }

  form.addEventListener("input", (event) => {
    if (!isTyped(event.target.name)) return;
    outdate();
    keepSoon();
  });
  document.addEventListener("change", (event) => {
    if (event.target.form !== form) return;
    if (/^c\d+-/.test(event.target.name)) compute();
    if (isTyped(event.target.name)) keepSoon();
  });

  // Study facts are saved where they stand; what was typed meanwhile stays.

  async function mend(button) {
    if (mending) return;
    // A draft that is sent now would be told to be formed on the evidence before.
    mending = true;
    clearTimeout(waiting);
    if (saving) await saving;
    const before = new FormData(form);
    const data = new FormData(form);
    data.set("do", button.value);
    const card = button.closest(".card")?.id;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await post(location.pathname, data);
      if (!answer.ok || answer.redirected) {
        location.reload();
        return;
      }
      const fresh = parsed(await answer.text());
      const typed = new FormData(form);
      const open = [...form.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
      for (const id of [".messagelist", "#presence"]) {
        const [was, now] = [document.querySelector(id), fresh.querySelector(id)];
        if (was && now) was.replaceWith(now);
        else if (now) document.getElementById("content-start")?.prepend(now);
        else if (was && id === ".messagelist") was.remove();
      }
      form.replaceChildren(...fresh.getElementById("review").childNodes);
      for (const fold of form.querySelectorAll("details:not(.facts-fold)")) {
        if (open.includes(fold.querySelector("summary").textContent)) fold.open = true;
      }
      for (const name of new Set(typed.keys())) {
        if (isTyped(name) && String(typed.getAll(name)) !== String(before.getAll(name))) restore(name, typed.getAll(name));
      }
      document.dispatchEvent(new CustomEvent("review:renewed", { detail: card }));
    } finally {
      mending = false;
      button.removeAttribute("aria-busy");
      keepSoon();
    }
  }

  function restore(name, values) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0];
    }
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.value === "preview") {
      event.preventDefault();
      compute();
    } else if (button.value === "keep") {
      event.preventDefault();
      keep();
    } else if (button.value.startsWith("facts-")) {
      event.preventDefault();
      mend(button);
    }
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(waiting);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && waiting) keep();
  });

  // A sign of life, as long as the page is looked at

  async function here() {
    if (leaving || document.visibilityState === "hidden") return;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(form.dataset.presence, { method: "POST", body: data });
      if (!answer.ok) return;
      const { readers } = await answer.json();
      const shown = document.getElementById("presence");
      if (!shown || !readers) return;
      const flag = document.createElement("span");
      flag.className = "flag";
      flag.textContent = `Being reviewed by ${readers.join("; ")}`;
      shown.replaceChildren(...(readers.length ? [flag] : []));
    } catch {
      // Without a connection nobody is told; the next sign of life is tried anyway.
    }
  }
  if (form.dataset.presence) {
    here();
    setInterval(here, SIGN_OF_LIFE);
  }
})();
