// The source screen by keyboard: one key a sentence, kept as it is chosen. The buttons do the same without scripts.
(() => {
  "use strict";
  const form = document.getElementById("source");
  if (!form) return;
  const cards = [...form.querySelectorAll(".sentence-card")];
  const open = (card) => card.querySelector(".verdict") !== null;
  const chosen = (card) => card.querySelector('.choices input:checked') !== null;

  // What is chosen is kept a moment later; one request at a time, and the last one wins.
  let waiting = null;
  let running = Promise.resolve();
  let changed = false;

  async function keep() {
    const data = new FormData(form);
    data.set("do", "keep");
    data.delete("shown");
    const tally = document.getElementById("tally");
    tally.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.href, { method: "POST", body: data });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("tally");
      if (!fresh) return;
      const said = page.querySelector(".messagelist");
      if (said) tally.before(said);
      const focused = tally.contains(document.activeElement) ? document.activeElement.value : null;
      tally.replaceWith(fresh);
      if (focused) fresh.querySelector(`button[value="${focused}"]`)?.focus();
      for (const state of form.querySelectorAll(".state")) {
        const now = page.getElementById(state.id);
        if (now && now.innerHTML !== state.innerHTML) state.replaceChildren(...now.childNodes);
      }
    } finally {
      document.getElementById("tally").removeAttribute("aria-busy");
    }
  }

  function later() {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(flush, 300);
  }

  function flush() {
    clearTimeout(waiting);
    if (changed) {
      changed = false;
      running = running.then(keep, keep);
    }
    return running;
  }

  form.addEventListener("change", (event) => {
    if (/^c\d+-/.test(event.target.name)) later();
  });

  function current() {
    return document.activeElement?.closest(".sentence-card") || form.querySelector(".is-current");
  }

  function go(card) {
    if (!card) return;
    form.querySelector(".is-current")?.classList.remove("is-current");
    card.classList.add("is-current");
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "center" });
  }

  function step(by) {
    const here = cards.indexOf(current());
    go(cards[here < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, here + by))]);
  }

  function choose(number) {
    const card = current() || cards.find((one) => open(one) && !chosen(one));
    if (!card || !open(card)) return;
    const radios = card.querySelectorAll(".choices input");
    if (number === 0) {
      for (const radio of radios) radio.checked = false;
      later();
      return;
    }
    radios[number - 1].checked = true;
    later();
    const after = cards.slice(cards.indexOf(card) + 1);
    go([...after, ...cards].find((one) => open(one) && !chosen(one)) || card);
  }

  function fold(card, names) {
    for (const one of card ? card.querySelectorAll(names) : []) one.open = !one.open;
  }

  const acts = {
    j: () => step(1),
    k: () => step(-1),
    p: () => fold(current(), ".place, .quote .fold"),
    e: () => {
      fold(current(), ".people");
      current()?.querySelector(".people[open] select")?.focus();
    },
    v: () => current()?.querySelector(".verdict > .field textarea")?.focus(),
    c: () => form.querySelector('.review__claim button[value^="facts-"]')?.click(),
    n: () => press("next"),
    a: async () => {
      await flush();
      const button = form.querySelector('button[value="approve"]');
      document.getElementById("ready")?.scrollIntoView({ block: "nearest" });
      if (button) button.focus({ preventScroll: true });
    },
  };

  async function press(what) {
    await flush();
    const button = form.querySelector(`#tally button[value="${what}"]`);
    if (button) button.click();
    else document.querySelector('#tally a[rel="next"]')?.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    if (event.key === "Escape" && at !== document.body) {
      const card = at.closest(".sentence-card");
      if (card) go(card);
      return;
    }
    const types = at.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (types) return;
    if (/^[0-5]$/.test(event.key)) choose(Number(event.key));
    else if (Object.hasOwn(acts, event.key)) acts[event.key]();
    else return;
    event.preventDefault();
  });

  // Back after a button: go on where there is something to judge, unless the address names a place.
  if (!location.hash) {
    const first = cards.find((one) => open(one) && !chosen(one));
    if (first) {
      first.classList.add("is-current");
      first.focus({ preventScroll: true });
    }
  }
})();
