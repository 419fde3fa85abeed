// The question screen: computes again as the reviewer chooses, takes suggestions by one key, keeps the draft.
// Every button does the same without scripts.
(() => {
  "use strict";
  const form = document.getElementById("appraisal");
  const shown = document.getElementById("computed");
  const button = form && form.querySelector('button[value="preview"]');
  if (!form || !shown || !button) return;

  const COMPUTE_AFTER = 250;
  const KEEP_AFTER = 2000;
  let running = null;
  let computing = 0;
  let keeping = 0;
  let unkept = false;
  let sending = false;
  const said = document.getElementById("kept");

  function typed(act) {
    const data = new FormData(form);
    data.set("do", act);
    return data;
  }

  function place(mine, folded) {
    const room = document.getElementById(folded ? "folded" : "deciding");
    if (mine.parentElement === room || mine.contains(document.activeElement)) return;
    const after = Array.from(room.children).find((one) => Number(one.dataset.n) > Number(mine.dataset.n));
    room.insertBefore(mine, after || null);
  }

  function show(page) {
    const fresh = page.getElementById("computed");
    if (!fresh) return;
    const open = shown.querySelector("details")?.open;
    shown.replaceChildren(...fresh.childNodes);
    const fold = shown.querySelector("details");
    if (fold && open) fold.open = true;
    for (const judged of page.querySelectorAll("[data-judged]")) {
      const mine = form.querySelector(`[data-judged="${judged.dataset.judged}"]`);
      if (!mine) continue;
      const suggested = mine.querySelector(".suggested");
      const had = suggested.contains(document.activeElement);
      suggested.replaceChildren(...judged.querySelector(".suggested").childNodes);
      if (had) (suggested.querySelector("button") || mine.querySelector("input:checked, input, textarea")).focus();
      place(mine, judged.parentElement.id === "folded");
    }
    for (const id of ["cannot-which", "act"]) {
      const here = document.getElementById(id);
      const there = page.getElementById(id);
      if (here && there && !here.contains(document.activeElement)) here.replaceChildren(...there.childNodes);
    }
  }

  async function compute() {
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    shown.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: typed("preview"), signal: mine.signal });
      if (!answer.ok || answer.redirected) return;
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      if (running === mine) shown.removeAttribute("aria-busy");
    }
  }

  async function keep(leaving) {
    if (sending && !leaving) {
      keeping = setTimeout(() => keep(false), KEEP_AFTER);
      return;
    }
    unkept = false;
    sending = true;
    try {
      const answer = await fetch(location.pathname, {
        method: "POST", body: typed("keep"), keepalive: leaving, headers: { Accept: "application/json" },
      });
      const told = await answer.json();
      if (!unkept) said.textContent = told.kept ? `Kept at ${told.kept}, for you only.` : told.refused;
    } catch {
      unkept = true;
      said.textContent = "Not kept: no connection. It is tried again with the next change.";
    } finally {
      sending = false;
    }
  }

  function changed(event) {
    if (!event.target.name || event.target.name === "q") return;
    clearTimeout(computing);
    computing = setTimeout(compute, COMPUTE_AFTER);
    if (!form.dataset.keeps) return;
    unkept = true;
    said.textContent = "";
    clearTimeout(keeping);
    keeping = setTimeout(() => keep(false), KEEP_AFTER);
  }

  function take(taking) {
    const judged = taking.closest("[data-judged]");
    const value = taking.dataset.value;
    const input = judged.querySelector(value === "yes" ? 'input[type="checkbox"]' : `input[value="${value}"]`);
    if (!input) return;
    input.checked = true;
    input.focus();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input[type=text]")) changed(event);
  });
  form.addEventListener("change", changed);
  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (pressed === button) {
      event.preventDefault();
      compute();
    } else if (pressed && pressed.value.startsWith("take-")) {
      event.preventDefault();
      take(pressed);
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("input")) return;
    const judged = event.target.closest("[data-judged]");
    if (!judged) return;
    const chosen = /^[012]$/.test(event.key) && judged.querySelector(`input[type="radio"][value="${event.key}"]`);
    const taking = event.key.toLowerCase() === "t" && judged.querySelector('button[value^="take-"]');
    if (chosen) {
      event.preventDefault();
      chosen.checked = true;
      chosen.focus();
      chosen.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (taking) {
      event.preventDefault();
      take(taking);
    }
  });
  form.addEventListener("submit", (event) => {
    // What is handed in or kept by its button needs no other keeping.
    if (!event.submitter || !["save", "keep"].includes(event.submitter.value)) return;
    clearTimeout(keeping);
    unkept = false;
  });
  window.addEventListener("pagehide", () => {
    if (unkept) keep(true);
  });
})();
