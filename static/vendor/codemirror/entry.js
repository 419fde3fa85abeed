// The parts of CodeMirror 6 that writing-editor.js uses, as the one global CodeMirror.
import { Language, LanguageSupport, defineLanguageFacet } from "@codemirror/language";
import { Table, parser } from "@lezer/markdown";

export { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
export { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
export { EditorState, StateEffect, StateField } from "@codemirror/state";
export { Decoration, EditorView, WidgetType, keymap } from "@codemirror/view";
export { tags } from "@lezer/highlight";

// CommonMark with tables, as articles/markdown.py reads it; @codemirror/lang-markdown would bring the parsers
// of HTML, CSS and JavaScript along.
export const markdown = () =>
  new LanguageSupport(new Language(defineLanguageFacet(), parser.configure([Table]), [], "markdown"));
