// The desk by keyboard: rows of the queue, sources and the decision of the review page. Nothing here decides:
// a decision is a button that has the focus, and Enter. Keys rest while somebody types, and can be switched off.
(() => {
  "use strict";
  const OFF = "desk-keys-off";
  const form = document.getElementById("review");
  const sheet = document.getElementById("keys");
  const rows = [...document.querySelectorAll(".queue tbody th a:not(.key)")];
  if (!form && !rows.length) return;

  const isOn = () => localStorage.getItem(OFF) === null;
  const typing = (target) =>
    target.matches("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]");
  const cards = () => [...document.querySelectorAll(".card")];
  const here = () => document.activeElement?.closest(".card");

  function step(list, current, way) {
    const at = list.indexOf(current);
    const next = list[at < 0 ? (way > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + way, 0), list.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  const reached = (selector) => (here() || cards()[0])?.querySelector(selector);

  function changed(field) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function press(selector) {
    const field = reached(selector);
    if (!field) return;
    field.click();
    field.closest(".card").focus();
  }

  function turn(selector) {
    const field = reached(selector);
    if (!field) return;
    openAbove(field);
    field.selectedIndex = (field.selectedIndex + 1) % field.options.length;
    changed(field);
    tell(`${field.labels[0].textContent}: ${field.selectedOptions[0].textContent}`);
  }

  function openAbove(field) {
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  function write(field) {
    if (!field) return;
    openAbove(field);
    field.focus();
  }

  function tell(words) {
    const shown = document.getElementById("about-to");
    if (shown) shown.textContent = words;
  }

  // A decision takes two keys: one to get to its button, one on it.
  let meant = null;

  function mean(value, needsReason) {
    const button = form.querySelector(`button[value="${value}"]`);
    if (!button) return;
    meant = button;
    const reason = form.elements.reason;
    if (needsReason && reason.value.trim().length < 10) {
      reason.focus();
      tell(`Write why, then Esc and Enter: ${button.textContent.toLowerCase()}.`);
    } else {
      button.focus();
      tell(`Enter: ${button.textContent.toLowerCase()}. Esc: not yet.`);
    }
  }

  function leave(target) {
    if (target === form?.elements.reason && meant && target.value.trim()) {
      meant.focus();
      tell(`Enter: ${meant.textContent.toLowerCase()}. Esc: not yet.`);
    } else if (here() && target !== here()) {
      here().focus();
    } else {
      meant = null;
      tell("");
      target.blur();
    }
  }

  function follow(id) {
    document.getElementById(id)?.click();
  }

  function toggleText() {
    const card = here();
    const fold = card ? card.querySelector(".quote details") : document.getElementById("changed");
    if (fold) fold.open = !fold.open;
  }

  const judge = (number) => () => press(`.choices .choice:nth-child(${number}) input`);
  const KEYS = {
    j: () => step(cards(), here(), 1),
    k: () => step(cards(), here(), -1),
    1: judge(1),
    2: judge(2),
    3: judge(3),
    4: judge(4),
    5: judge(5),
    p: () => turn('select[name$="-population"]'),
    m: () => write(reached('select[name$="-comparison"]')),
    o: () => press('input[name$="-outcome_matches"]'),
    v: () => write(reached('[name$="-vouch_reason"]')),
    c: () => reached('button[value^="facts-"]')?.click(),
    f: () => write(reached(".facts-fold select, .facts-fold input:not([type=hidden])")),
    d: toggleText,
    a: () => mean("approve", false),
    s: () => mean("request_changes", true),
    r: () => mean("reject", true),
    t: () => write(form.elements.comment),
    n: () => follow("next"),
    q: () => follow("queue"),
    "?": () => sheet?.showModal(),
  };
  const QUEUE_KEYS = {
    j: () => step(rows, document.activeElement, 1),
    k: () => step(rows, document.activeElement, -1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || sheet?.open) return;
    if (event.key === "Escape") {
      leave(event.target);
      return;
    }
    const act = (form ? KEYS : QUEUE_KEYS)[event.key];
    if (!act || typing(event.target) || (!isOn() && event.key !== "?")) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("review:renewed", (event) => {
    meant = null;
    document.getElementById(event.detail)?.focus();
    show();
  });

  function show() {
    const button = document.getElementById("show-keys");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", KEYS["?"]);
  }
  show();
  const box = document.getElementById("keys-on");
  if (box) {
    box.checked = isOn();
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
  }
})();
