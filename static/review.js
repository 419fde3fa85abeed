// The review page: computes the badge again as the reviewer chooses. The button does the same without scripts.
(() => {
  "use strict";
  const form = document.getElementById("review");
  const shown = document.getElementById("computed");
  const button = form && form.querySelector('button[value="preview"]');
  if (!form || !shown || !button) return;

  let running = null;

  async function compute() {
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    const data = new FormData(form);
    data.set("do", "preview");
    shown.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: data, signal: mine.signal });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("computed");
      if (!fresh) return;
      const wasOpen = shown.querySelector("details")?.open;
      shown.replaceChildren(...fresh.childNodes);
      const fold = shown.querySelector("details");
      if (fold && wasOpen) fold.open = true;
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      if (running === mine) shown.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("change", (event) => {
    if (/^c\d+-/.test(event.target.name)) compute();
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    compute();
  });
})();
