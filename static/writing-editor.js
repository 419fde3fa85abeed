// The editor in which a text is written. Each textarea stays what is sent; what is typed here is put into it, and
// nothing but text ever enters. Where a browser cannot keep the editor's style apart, the textareas are used as is.
(() => {
  "use strict";
  const form = document.getElementById("revision-form");
  if (!form || !window.CodeMirror || !("adoptedStyleSheets" in Document.prototype)) return;
  const { NEW, linksIn, sentence } = window.writing;
  const { Decoration, EditorState, EditorView, HighlightStyle, StateEffect, StateField, WidgetType, tags } = CodeMirror;

  // How it looks

  const theme = EditorView.theme({
    "&": { color: "var(--body-fg)", backgroundColor: "var(--desk-field)", border: "1px solid var(--desk-edge)", borderRadius: "4px" },
    "&.cm-focused": { outline: "2px solid var(--desk-accent)", outlineOffset: "1px" },
    ".cm-scroller": {
      fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
      fontSize: ".9rem",
      lineHeight: "1.6",
      overflow: "auto",
      maxHeight: "80vh",
    },
    ".cm-content": { caretColor: "var(--body-fg)", padding: ".5rem .2rem", minHeight: "var(--least)" },
    ".cm-claim": { backgroundColor: "var(--desk-accent-soft)", borderRadius: "2px" },
    ".cm-syntax": { color: "var(--desk-quiet)" },
    ".cm-chip": {
      font: "600 .75rem/1.5 system-ui, sans-serif",
      display: "inline-block",
      padding: "0 .45rem",
      margin: "0 .15rem",
      border: "1px solid currentColor",
      borderRadius: "1rem",
      whiteSpace: "nowrap",
    },
    ".cm-chip-good": { color: "var(--desk-good)", backgroundColor: "var(--desk-good-soft)" },
    ".cm-chip-warn": { color: "var(--desk-warn)", backgroundColor: "var(--desk-warn-soft)" },
    ".cm-chip-bad": { color: "var(--desk-bad)", backgroundColor: "var(--desk-bad-soft)" },
  });
  const highlight = HighlightStyle.define([
    { tag: tags.heading, fontWeight: "700" },
    { tag: tags.strong, fontWeight: "700" },
    { tag: tags.emphasis, fontStyle: "italic" },
    { tag: [tags.processingInstruction, tags.url, tags.monospace], color: "var(--desk-quiet)" },
  ]);

  // Claims and their state. Only what is shown changes; the text does not.

  const told = StateEffect.define();

  class Chip extends WidgetType {
    constructor(claim) {
      super();
      this.look = claim.look;
      this.words = [claim.state, claim.badge].filter(Boolean).join(" · ");
    }
    eq(other) {
      return other.words === this.words && other.look === this.look;
    }
    toDOM() {
      const chip = document.createElement("span");
      chip.className = `cm-chip cm-chip-${this.look}`;
      chip.textContent = this.words;
      return chip;
    }
  }

  function stateOf(link, claims) {
    const known = claims.find((one) => one.key === link.key && one.text === link.text);
    if (known) return known;
    const other = claims.find((one) => one.key === link.key && one.page);
    return { key: link.key, look: "warn", state: link.key === NEW ? "New" : "New words", page: other?.page };
  }

  function decorated(links, claims) {
    const made = [];
    for (const link of links) {
      const end = link.from + 1 + link.words;
      const chip = new Chip(stateOf(link, claims));
      made.push(Decoration.mark({ class: "cm-claim" }).range(link.from + 1, end));
      made.push(Decoration.mark({ class: "cm-syntax" }).range(end, link.to));
      made.push(Decoration.widget({ widget: chip, side: 1 }).range(link.to));
    }
    return Decoration.set(made);
  }

  const claimField = StateField.define({
    create: (state) => {
      const links = linksIn(state.doc.toString());
      return { claims: [], links, shown: decorated(links, []) };
    },
    update: (value, change) => {
      let claims = value.claims;
      for (const effect of change.effects) if (effect.is(told)) claims = effect.value;
      if (!change.docChanged && claims === value.claims) return value;
      const links = change.docChanged ? linksIn(change.newDoc.toString()) : value.links;
      return { claims, links, shown: decorated(links, claims) };
    },
    provide: (field) => EditorView.decorations.from(field, (value) => value.shown),
  });

  // "Make this sentence a claim"

  function makeClaim(view) {
    const { doc, selection } = view.state;
    const found = sentence(doc, selection.main, view.state.field(claimField).links);
    if (found.refused) return found.refused;
    const after = `](claim:${NEW})`;
    view.dispatch({
      changes: [{ from: found.from, insert: "[" }, { from: found.to, insert: after }],
      selection: { anchor: found.to + 1 + after.length },
      scrollIntoView: true,
    });
    return "";
  }

  // One editor

  function part(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function button(words, act) {
    const made = part("button", "quiet", words);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function away(words, address) {
    const made = part("a", "", words);
    made.href = address;
    made.target = "_blank";
    made.rel = "noopener";
    made.append(part("span", "unseen", " (opens beside this page)"));
    return made;
  }

  function enhance(area) {
    const label = form.querySelector(`label[for="${area.id}"]`);
    const name = label.textContent.trim().replace(/:$/, "");
    const host = part("div", "art-editor");
    const here = part("p", "hint art-here");
    const said = part("p", "hint art-said");
    const tools = part("div", "buttons art-tools");
    said.setAttribute("role", "status");
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", `Tools for ${name}`);
    const say = (words, isWrong = false) => {
      said.textContent = words;
      said.classList.toggle("art-said--wrong", isWrong);
    };

    let wasHere = "";
    function showHere(state) {
      const { head } = state.selection.main;
      const { claims, links } = state.field(claimField);
      const link = links.find((one) => one.from <= head && head <= one.to);
      const claim = link && stateOf(link, claims);
      // What somebody just reached with the keyboard is not taken from under them.
      const isHere = JSON.stringify([claim, link?.key]);
      if (isHere === wasHere) return;
      wasHere = isHere;
      if (!link) {
        here.replaceChildren();
        return;
      }
      const shown = [part("span", `flag flag--${claim.look}`, claim.state)];
      if (claim.draft) shown.push(away("Its draft and citations", claim.draft));
      if (claim.page) shown.push(away("Its page", claim.page));
      if (!claim.page) shown.push(part("span", "", "Save, then its citations are picked on its page."));
      here.replaceChildren(...shown);
    }

    host.style.setProperty("--least", area.name === "body" ? "24rem" : "6rem");
    const root = host.attachShadow({ mode: "open" });
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: area.value,
        extensions: [
          CodeMirror.history(),
          CodeMirror.keymap.of([...CodeMirror.defaultKeymap, ...CodeMirror.historyKeymap]),
          CodeMirror.markdown(),
          CodeMirror.syntaxHighlighting(highlight),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": name, spellcheck: "true", autocapitalize: "sentences" }),
          claimField,
          theme,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              area.value = update.state.doc.toString();
              if (said.textContent) say("");
              area.dispatchEvent(new Event("input", { bubbles: true }));
            }
            showHere(update.state);
          }),
          EditorView.domEventHandlers({ beforeinput: typeOver, paste: (event) => pasteInto(event, view, say) }),
        ],
      }),
    });

    tools.append(
      button("Make this sentence a claim", () => {
        const refused = makeClaim(view);
        say(refused || "Marked as a claim. Saving gives it a key.", Boolean(refused));
        view.focus();
      }),
    );
    if (window.pickClaim) {
      tools.append(
        button("Insert a claim", () =>
          window.pickClaim((markdown) => {
            if (markdown) view.dispatch(view.state.replaceSelection(markdown), { scrollIntoView: true });
            view.focus();
          }),
        ),
      );
    }
    tools.append(here, said);
    area.before(tools, host);
    area.hidden = true;
    label.removeAttribute("for");
    label.addEventListener("click", () => view.focus());
    // What another script put into the textarea is taken over.
    area.addEventListener("change", () => {
      const doc = view.state.doc;
      if (area.value !== doc.toString()) view.dispatch({ changes: { from: 0, to: doc.length, insert: area.value } });
    });
    form.addEventListener("writing:claims", (event) => view.dispatch({ effects: told.of(event.detail) }));
  }

  // Left to itself, Chromium types over a selection with the style of what stood there, as an inline style, which the
  // policy of the page forbids.
  function typeOver(event, view) {
    if (event.inputType !== "insertText" || event.isComposing || !event.data) return false;
    // The editor hears of a selection later than the browser makes it; the shadow tree knows it now.
    const now = view.root.getSelection?.();
    const isNow = now?.rangeCount && !now.isCollapsed && view.contentDOM.contains(now.anchorNode);
    const { main } = view.state.selection;
    const ends = isNow
      ? [view.posAtDOM(now.anchorNode, now.anchorOffset), view.posAtDOM(now.focusNode, now.focusOffset)]
      : [main.from, main.to];
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    if (from === to) return false;
    view.dispatch({
      changes: { from, to, insert: event.data },
      selection: { anchor: from + event.data.length },
      userEvent: "input.type",
      scrollIntoView: true,
    });
    event.preventDefault();
    return true;
  }

  // What is pasted from Word or a page comes as HTML: the server makes Markdown of it, else its plain text is taken.

  function pasteInto(event, view, say) {
    const html = event.clipboardData?.getData("text/html");
    if (!html || !form.dataset.pasted) return false;
    const text = event.clipboardData.getData("text/plain");
    event.preventDefault();
    const insert = (words) => view.dispatch(view.state.replaceSelection(words), { scrollIntoView: true });
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("html", html);
    say("Reading what was pasted.");
    fetch(form.dataset.pasted, { method: "POST", body: data })
      .then(async (answer) => {
        const isTold = answer.headers.get("Content-Type")?.startsWith("application/json");
        const made = isTold ? await answer.json() : { refused: "It could not be sent." };
        insert(made.refused ? text : made.markdown);
        if (made.refused) say(`${made.refused} Its plain text was pasted.`, true);
        else say(`Pasted as Markdown. ${made.left_out}`);
      })
      .catch(() => {
        insert(text);
        say("No connection: its plain text was pasted.", true);
      });
    return true;
  }

  for (const name of ["summary", "key_messages", "body"]) {
    const area = form.elements[name];
    if (area) enhance(area);
  }
})();
