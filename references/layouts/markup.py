"""LaTeX in the text of a reference, as plain text. Pure."""

import logging
import re
import unicodedata
from functools import cache
from typing import Any

from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexWalkerError

MARKUP = re.compile(r"[\\{}$]|--")
LONGEST = 200_000
MATH = re.compile(r"(?<!\\)\$\$?((?:[^$\\]|\\.)*?)(?<!\\)\$\$?", re.S)
LOOKS_MATHEMATICAL = re.compile(r"[\\^_{}<>=+*/]|^\s*[^\W\d_]\s*$|^\s*[<>~±]")
SCRIPT = re.compile(r"(?<!\\)[_^]")
COMMAND = re.compile(r"\\[a-zA-Z]+\*?\s*|\\.")
PRINTED = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textunderscore": "_",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textquotedbl": '"',
    "backslash": "\\",
    "ast": "*",
    "sim": "~",
}
# What the library need not be asked about: the commonest escapes, braces, dashes and quotes.
PLAIN = re.compile(
    r"\\(?P<escaped>[%&_#${}])"
    r"|\\(?P<command>text\w+|backslash)(?![a-zA-Z])(?:\{\}|[ \t]*)"
    r"|\\(?P<accent>['`^\"~=.])(?:\{(?:\\(?=[ij]\}))?(?P<inside>[a-zA-Z])\}|\\(?P<dotless>[ij])(?![a-zA-Z])"
    r"|(?P<letter>[a-zA-Z]))"
    r"|\$(?P<math>[^$\\]{1,60})\$"
    r"|(?P<brace>[{}])|(?P<sign>---?|~|``|'')"
)
COMBINING = dict(zip("'`^\"~=.", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307", strict=True))
HARD = re.compile(r"[\\$]")
SIGNS = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " "}
# What the library lets through when an argument is missing or malformed.
RAISED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LatexWalkerError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
LINKED = re.compile(r"\\href\s*\{[^{}]*\}\s*(?=\{)")
ADDRESS = re.compile(r"\\url\s*\{([^{}]*)\}")
GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega"
).split()


def plain_latex(text: str) -> str:
    """The text as LaTeX would print it: accents as letters, braces gone, `$\\alpha$` as α, `--` as a dash.

    Raised and lowered signs stand on the line, as in a title without its tags. A command that is not known
    gives way to its argument; one without an argument stays as it is written. Never raises: what cannot be
    read as LaTeX loses its commands and braces.
    """
    if not MARKUP.search(text):
        return text
    simple = _simply(text)
    if simple is not None:
        return simple
    if len(text) > LONGEST:
        return _stripped(text)
    try:
        return str(_printer().latex_to_text(_prepared(text))).replace("\xa0", " ")
    except RAISED:
        return _stripped(text)


def _simply(text: str) -> str | None:
    """The text, where nothing in it but the commonest escapes needs to be resolved."""
    if HARD.search(PLAIN.sub(lambda found: "" if _sign(found) is not None else "$", text)):
        return None
    return PLAIN.sub(lambda found: _sign(found) or "", text)


def _sign(found: re.Match[str]) -> str | None:
    if found["command"]:
        return PRINTED.get(found["command"])
    if found["accent"]:
        letter = found["inside"] or found["dotless"] or found["letter"]
        return unicodedata.normalize("NFC", letter + COMBINING[found["accent"]])
    if found["math"]:
        plain = re.sub(r"[_^{}]", "", found["math"])
        return plain if LOOKS_MATHEMATICAL.search(found["math"]) else None
    return "" if found["brace"] else found["escaped"] or SIGNS[found["sign"]]


def _prepared(text: str) -> str:
    """What the library would misread: comments are none here, and a dollar may be money."""
    text = LINKED.sub("", text)
    text = ADDRESS.sub(lambda found: re.sub(r"([%#_&~$])", r"\\\1", found[1]), text)
    text = re.sub(r"(?<!\\)%", r"\\%", text)
    parts: list[str] = []
    end = 0
    for found in MATH.finditer(text):
        if not LOOKS_MATHEMATICAL.search(found[1]):
            continue
        parts += [_money(text[end : found.start()]), f"${SCRIPT.sub('', found[1])}$"]
        end = found.end()
    return "".join([*parts, _money(text[end:])])


def _money(text: str) -> str:
    return re.sub(r"(?<!\\)\$", r"\\$", text)


def _stripped(text: str) -> str:
    return re.sub(r"[{}]", "", COMMAND.sub("", text))


def _unknown(node: Any, l2tobj: LatexNodes2Text) -> str:
    if node.nodeargd is not None and any(node.nodeargd.argnlist or ()):
        return str(l2tobj.node_arg_to_text(node, 0))
    following = node.parsing_state.s[node.pos + node.len :][:1]
    return "" if following == "{" else f"\\{node.macroname}{node.macro_post_space}"


@cache
def _printer() -> LatexNodes2Text:
    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    known = get_default_latex_context_db()
    letters = {f"text{name}": _greek(known, name) for name in GREEK}
    known.add_context_category(
        "printed",
        macros=[MacroTextSpec(name, sign) for name, sign in {**letters, **PRINTED}.items()],
        prepend=True,
    )
    known.set_unknown_macro_spec(MacroTextSpec("", _unknown))
    return LatexNodes2Text(
        latex_context=known,
        math_mode="text",
        keep_comments=True,
        strict_latex_spaces=False,
        keep_braced_groups=False,
    )


def _greek(known: Any, name: str) -> str:
    return str(known.get_macro_spec(name).simplify_repl)
