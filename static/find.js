// Finding a reference: lists the first works while one types. The Search button does the same without scripts.
(() => {
  "use strict";
  const box = document.getElementById("find");
  const field = box && box.querySelector("#q");
  const { url, verb } = box ? box.dataset : {};
  if (!field || !url) return;

  const said = document.createElement("p");
  said.className = "hint";
  said.setAttribute("role", "status");
  field.closest(".field").after(said);
  let running = null;
  let waiting = 0;

  function part(tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function item(work, cited) {
    const line = part("p", `${work.line} `, "line");
    if (work.identifiers) line.append(part("span", work.identifiers, "identifier"), " ");
    line.append(part("span", work.standing_label, `stands stands--${work.standing}`));
    if (work.calls_itself) line.append(" ", part("span", work.calls_itself, "stands"));
    const act = part("p", "", "buttons");
    if (cited.has(work.key)) act.append(part("span", "Listed above.", "hint"), " ");
    const button = part("button", verb, "quiet");
    button.append(part("span", ` ${work.name}`, "unseen"));
    button.name = "do";
    button.value = `cite-${work.key}`;
    button.setAttribute("formaction", "#the-citations");
    button.formNoValidate = true;
    act.append(button);
    const made = document.createElement("li");
    made.append(line, act);
    return made;
  }

  function show(found, asked) {
    const rows = document.querySelectorAll('input[name$="-reference"]');
    const cited = new Set(Array.from(rows, (input) => input.value));
    box.querySelectorAll(".found, .note").forEach((old) => old.remove());
    if (!asked) {
      said.textContent = "";
    } else if (!found.length) {
      said.textContent = "The library has no such reference. A librarian can add it.";
    } else {
      said.textContent = found.length < 10 ? `${found.length} found.` : "The first ten. More words find less.";
      const list = part("ul", "", "found");
      list.append(...found.map((work) => item(work, cited)));
      box.append(list);
    }
  }

  async function find() {
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    const asked = field.value.trim();
    if (!asked) return show([], "");
    try {
      const answer = await fetch(`${url}?${new URLSearchParams({ q: asked })}`, { signal: mine.signal });
      if (!answer.ok || answer.redirected) return;
      show((await answer.json()).found, asked);
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = "";
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 200);
  });
})();
