// The search for an approved claim that is placed in the text. Its key can be written by hand without scripts.
(() => {
  "use strict";
  const dialog = document.getElementById("pick-claim");
  if (!dialog || !dialog.showModal) return;

  const MOST = 20;
  const field = dialog.querySelector("input");
  const list = dialog.querySelector("ol");
  const said = dialog.querySelector('[role="status"]');
  let chosen = "";
  let done = null;
  let running = null;
  let waiting = 0;

  function part(tag, text, name = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function item(claim) {
    const made = document.createElement("li");
    const about = part("p", "");
    const pages = claim.pages.length ? `On ${claim.pages.join(", ")}` : "On no page yet";
    about.append(part("span", claim.badge, "flag"), " ", part("span", claim.key, "key"));
    about.append(" ", part("span", pages, "hint"));
    const act = part("p", "", "buttons");
    const button = part("button", "Insert", "quiet");
    button.type = "button";
    button.append(part("span", ` “${claim.text}”`, "unseen"));
    button.addEventListener("click", () => {
      chosen = claim.markdown;
      dialog.close();
    });
    act.append(button);
    made.append(part("p", claim.text), about, act);
    return made;
  }

  async function find() {
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const asked = new URLSearchParams({ q: field.value.trim() });
      const answer = await fetch(`${dialog.dataset.url}?${asked}`, { signal: mine.signal });
      if (!answer.ok || answer.redirected) throw new Error("no answer");
      const { found } = await answer.json();
      list.replaceChildren(...found.map(item));
      if (!found.length) said.textContent = "No approved claim has these words.";
      else said.textContent = found.length < MOST ? `${found.length} found.` : `The first ${MOST}. More words find less.`;
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = "The search could not be made: no connection.";
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 200);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    clearTimeout(waiting);
    if (running) running.abort();
    const [act, words] = [done, chosen];
    [done, chosen] = [null, ""];
    if (act) act(words);
  });

  window.pickClaim = (act) => {
    done = act;
    chosen = "";
    field.value = "";
    list.replaceChildren();
    said.textContent = "";
    dialog.showModal();
    field.focus();
    find();
  };
})();
