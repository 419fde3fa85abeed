// Which claims stand in a text, and which words of it can be made one. Nothing here touches the page.
(() => {
  "use strict";
  const LINK = /\[((?:\\.|[^[\]\\])+)\]\(claim:([^\s)"']*)(?:\s+"[^"]*")?\s*\)/g;
  const NEW = "new";
  const STARTS_A_BLOCK = /^\s*(?:#{1,6}\s+|[-*+]\s+|\d{1,9}[.)]\s+|>\s?|\|)/;
  const MARKUP = /[[\]`*\\|]|https?:|(?:^|\W)_|_(?:\W|$)/;

  const plain = (words) => words.replace(/\\([\\`*_{}[\]()#+\-.!<>|~&])/g, "$1").replace(/\s+/g, " ").trim();

  const linksIn = (text) =>
    Array.from(text.matchAll(LINK), (found) => ({
      from: found.index,
      to: found.index + found[0].length,
      text: plain(found[1]),
      words: found[1].length,
      key: found[2],
    }));

  function blockAt(doc, place) {
    const at = doc.lineAt(place);
    if (!at.text.trim()) return null;
    let [first, last] = [at.number, at.number];
    while (first > 1 && !STARTS_A_BLOCK.test(doc.line(first).text) && doc.line(first - 1).text.trim()) first -= 1;
    while (last < doc.lines && doc.line(last + 1).text.trim() && !STARTS_A_BLOCK.test(doc.line(last + 1).text)) last += 1;
    const mark = STARTS_A_BLOCK.exec(doc.line(first).text);
    return { from: doc.line(first).from + (mark ? mark[0].length : 0), to: doc.line(last).to };
  }

  // The sentence around a place: between other claims of its block, as the browser tells sentences apart.
  function sentenceAt(doc, place, links) {
    const block = blockAt(doc, place);
    if (!block) return { refused: "There is no sentence here." };
    let { from, to } = block;
    for (const link of links) {
      if (link.from < place && place < link.to) return { refused: "This is a claim already." };
      if (link.to <= place && link.to > from) from = link.to;
      if (link.from >= place && link.from < to) to = link.from;
    }
    const text = doc.sliceString(from, to);
    const at = Math.min(Math.max(place - from, 0), Math.max(text.length - 1, 0));
    for (const part of new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)) {
      if (at < part.index + part.segment.length) {
        return { from: from + part.index, to: from + part.index + part.segment.length };
      }
    }
    return { refused: "There is no sentence here." };
  }

  // Where the words begin and end that would be a claim, or why they cannot be one.
  function sentence(doc, chosen, links) {
    let { from, to, refused } = chosen.empty ? sentenceAt(doc, chosen.head, links) : chosen;
    if (refused) return { refused };
    const text = doc.sliceString(from, to);
    from += text.length - text.trimStart().length;
    to -= text.length - text.trimEnd().length;
    if (links.some((link) => link.from < to && from < link.to)) return { refused: "This is a claim already." };
    const words = text.trim();
    if (!/\p{L}/u.test(words)) return { refused: "There is no sentence here." };
    if (/\n\s*\n/.test(words)) return { refused: "A claim is one sentence. These are several paragraphs." };
    if (MARKUP.test(words) || words.split("\n").some((line, n) => n && STARTS_A_BLOCK.test(line))) {
      return { refused: "A claim is plain text. Take the markup out of the sentence first." };
    }
    return { from, to };
  }

  window.writing = { NEW, linksIn, sentence };
})();
