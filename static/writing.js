// The page on which a revision is written: its preview follows what is typed. "Save and preview" does the same
// without scripts.
(() => {
  "use strict";
  const form = document.getElementById("revision-form");
  if (!form || !form.dataset.live) return;

  const PAUSE = 400;
  const WIDE = matchMedia("(min-width: 64rem)");
  const REMEMBERED = "msc-writing-shows";
  const page = form.closest(".art-write");
  const live = document.getElementById("live");
  const frame = live.querySelector("iframe");
  const said = document.getElementById("live-said");
  const choices = document.getElementById("shown");
  let running = null;
  let waiting = null;

  // What is shown: on a wide page beside the text, on a narrow one instead of it.

  const remembered = () => {
    try {
      return localStorage.getItem(REMEMBERED);
    } catch {
      return null;
    }
  };

  function show(wanted) {
    const name = wanted === "text" && WIDE.matches ? "checks" : wanted;
    for (const button of choices.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.shows === name));
    }
    choices.querySelector('[data-shows="text"]').hidden = WIDE.matches;
    page.querySelector(".art-write__text").hidden = !WIDE.matches && name !== "text";
    page.querySelector(".art-write__checks").hidden = name !== "checks";
    live.hidden = name !== "preview";
    return name;
  }

  let chosen = show(WIDE.matches ? remembered() || "checks" : "text");
  choices.hidden = false;
  choices.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    chosen = show(button.dataset.shows);
    try {
      localStorage.setItem(REMEMBERED, chosen);
    } catch {
      // Where nothing may be kept, the choice holds for this page.
    }
  });
  WIDE.addEventListener("change", () => {
    chosen = show(WIDE.matches ? chosen : "text");
  });

  // The preview. Its frame runs no script: it is sandboxed, and the policy of this page holds in it as well.

  function put(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    fresh.querySelectorAll("script, base, meta[http-equiv]").forEach((one) => one.remove());
    const inside = frame.contentDocument;
    if (frame.srcdoc && inside?.body?.childElementCount) {
      // What is read stays where it is.
      const open = [...inside.querySelectorAll("details[open][id]")].map((one) => one.id);
      inside.body.replaceWith(inside.adoptNode(fresh.body));
      open.forEach((id) => inside.getElementById(id)?.setAttribute("open", ""));
    } else {
      frame.srcdoc = `<!doctype html>${fresh.documentElement.outerHTML}`;
    }
  }

  frame.addEventListener("load", () => {
    frame.contentDocument?.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link) return;
      event.preventDefault();
      const address = link.getAttribute("href");
      if (address.startsWith("#")) {
        const place = frame.contentDocument.getElementById(decodeURIComponent(address.slice(1)));
        const fold = place?.closest("details");
        if (fold) fold.open = true;
        place?.scrollIntoView();
      } else {
        window.open(link.href, "_blank", "noopener");
      }
    });
  });

  function tell(words, isWrong = false) {
    if (said.textContent !== words) said.textContent = words;
    said.classList.toggle("art-live__wrong", isWrong);
  }

  async function refresh() {
    clearTimeout(waiting);
    waiting = null;
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    live.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.live, { method: "POST", body: new FormData(form), signal: mine.signal });
      const isTold = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (!isTold) throw new Error("no answer");
      const told = await answer.json();
      if (told.wrong) {
        tell(`Below is the page before your last change. ${told.wrong}`, true);
      } else {
        put(told.html);
        tell("As readers will see it. Nothing of this is saved yet.");
        form.dispatchEvent(new CustomEvent("writing:claims", { detail: told.claims }));
      }
    } catch (error) {
      if (error.name !== "AbortError") tell("The preview could not be made. It is tried again with the next change.", true);
    } finally {
      if (running === mine) live.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  });
  refresh();
})();
