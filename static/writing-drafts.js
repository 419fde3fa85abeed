// What is typed and not yet saved is kept in this browser, for this person and this revision, until it is saved or
// discarded. It goes nowhere else. A draft remembers the save it began from, so that taking it up overwrites nobody.
(() => {
  "use strict";
  const form = document.getElementById("revision-form");
  const offer = document.getElementById("draft");
  if (!form || !offer || !form.dataset.draft) return;

  const KEY = `msc-draft-${form.dataset.draft}`;
  const SECTIONS = ["title", "summary", "key_messages", "body"];
  const PAUSE = 800;
  const seen = form.elements.seen_saved_at;
  const kept = document.getElementById("draft-kept");
  const opened = texts();
  let waiting = null;
  let sending = false;

  function texts() {
    return Object.fromEntries(SECTIONS.map((name) => [name, form.elements[name].value.replace(/\r\n?/g, "\n")]));
  }

  const differing = (one, other) => SECTIONS.filter((name) => one[name].trim() !== other[name].trim());

  function read() {
    try {
      const draft = JSON.parse(localStorage.getItem(KEY));
      return draft && SECTIONS.every((name) => typeof draft.text?.[name] === "string") ? draft : null;
    } catch {
      return null;
    }
  }

  function forget() {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Nothing was kept where nothing may be kept.
    }
  }

  function keep(isSent = false) {
    clearTimeout(waiting);
    waiting = null;
    const text = texts();
    const time = new Date();
    try {
      localStorage.setItem(KEY, JSON.stringify({ text, seen: seen.value, at: time.toISOString(), isSent }));
      kept.textContent = `Draft kept in this browser at ${time.toTimeString().slice(0, 5)}.`;
    } catch {
      kept.textContent = "No draft can be kept in this browser: save often.";
    }
  }

  function part(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  function show(draft) {
    const at = new Date(draft.at);
    const isOlder = draft.seen !== seen.value;
    const when = at.toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    document.getElementById("draft-said").textContent =
      `Kept in this browser on ${when}.` +
      (isOlder ? " The revision was saved since: when you save the draft, both are shown to be joined." : "");
    const list = offer.querySelector("div");
    for (const name of differing(draft.text, opened)) {
      const label = offer.ownerDocument.querySelector(`#id_${name}`).closest(".art-field").querySelector("label");
      const stored = new Set(opened[name].split("\n"));
      const lines = draft.text[name].split("\n").filter((line) => line.trim() && !stored.has(line));
      const words = part("pre", lines.join("\n") || "(Lines were only taken out or moved.)");
      words.tabIndex = 0;
      list.append(part("h3", `${label.textContent.trim().replace(/:$/, "")}: what differs in it`), words);
    }
    offer.hidden = false;
  }

  function take(draft) {
    for (const name of SECTIONS) {
      const area = form.elements[name];
      area.value = draft.text[name];
      area.dispatchEvent(new Event("change", { bubbles: true }));
    }
    seen.value = draft.seen;
    form.dispatchEvent(new Event("input"));
  }

  const draft = read();
  const wasSaved = draft?.isSent && draft.seen !== seen.value && form.dataset.savedBy === "me";
  if (form.dataset.refused !== undefined) keep();
  else if (draft && !wasSaved && differing(draft.text, opened).length) show(draft);
  else forget();

  offer.addEventListener("click", (event) => {
    const act = event.target.closest("[data-draft-act]")?.dataset.draftAct;
    if (!act) return;
    if (act === "take") take(draft);
    else forget();
    offer.hidden = true;
    form.elements.title.focus();
  });
  form.addEventListener("input", () => {
    // An offered draft is not replaced before somebody has decided about it.
    if (!offer.hidden) return;
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    sending = true;
    keep(true);
  });
  const keepNow = () => {
    if (waiting && !sending) keep();
  };
  addEventListener("pagehide", keepNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keepNow();
  });
})();
