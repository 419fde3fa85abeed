"""LaTeX in titles and names becomes the text that it prints."""

import time

import pytest

from references.layouts.markup import plain_latex

PRINTED = [
    (r"M{\"u}ller and G\"odel", "Müller and Gödel"),
    (r"\'e \'{e} {\'\i} {\ss} {\o}st {\l} \`A {\aa}ngstr{\"o}m", "é é í ß øst ł À ångström"),
    (r"\c{c} \v{s} \u{g} \H{o} \k{a} \~n \^o \.z \=a \v S", "ç š ğ ő ą ñ ô ż ā Š"),
    (r"Bayesian {{Methods}} and {B}rownian motion", "Bayesian Methods and Brownian motion"),
    (r"\textit{in vitro}, \emph{ex vivo} and \textbf{bold}", "in vitro, ex vivo and bold"),
    (r"R\&D, 5\% of \$6, a\_b, \#1", "R&D, 5% of $6, a_b, #1"),
    (r"$\alpha$-SMA, ${\beta}$, \textbeta-catenin and 5 \textmu g", "α-SMA, β, β-catenin and 5 μg"),
    (r"H$_{2}$O, cm$^{2}$, $10^{-3}$, IL-1$^{+}$, \textsuperscript{2}", "H2O, cm2, 10-3, IL-1+, 2"),
    (r"$p<0.05$, $n = 5$ and $\leq$ 3", "p<0.05, n = 5 and ≤ 3"),
    (r"it costs {\$}5 or $6", "it costs $5 or $6"),
    ("from $5 to $6, {really}", "from $5 to $6, really"),
    (r"pages 1--5 --- and {A}~b", "pages 1–5 — and A b"),
    (r"``quoted'' {x}", "“quoted” x"),
    (r"{\textless}i{\textgreater}x{\textless}/i{\textgreater}", "<i>x</i>"),
    (r"\unknown{kept} and \alone here", r"kept and \alone here"),
    (r"50% of \textit{them} % all", "50% of them % all"),
    (r"\url{http://x.example/a_b%20c}", "http://x.example/a_b%20c"),
    (r"\href{http://x.example/a_b}{the page}", "the page"),
    (r"C:\Users\name", r"C:\Users\name"),
    ("unbalanced { x", "unbalanced  x"),
    ("unbalanced } x", "unbalanced  x"),
]


@pytest.mark.parametrize(("latex", "text"), PRINTED)
def test_latex_becomes_the_text_it_prints(latex: str, text: str) -> None:
    assert plain_latex(latex) == text


@pytest.mark.parametrize("text", ["", "Plain", "a~b", "100% of it", "it's `so'", "x_1 ^2 #3 & so"])
def test_text_without_markup_is_returned_as_it_is(text: str) -> None:
    assert plain_latex(text) is text


MALFORMED = ["\\", "$", "\\\\$", r"\'", r"\frac", r"\href", r"{\'{}}", r"\begin{abc}", r"$\frac{1$"]


@pytest.mark.parametrize("latex", [*MALFORMED, "{" * 5000, "{" * 30 + "x", r"\textit{" * 500])
def test_malformed_latex_never_raises(latex: str) -> None:
    assert isinstance(plain_latex(latex), str)


def test_deep_nesting_loses_its_braces_and_keeps_its_text() -> None:
    nested = "{" * 3000 + r"kept \textit{so}" + "}" * 3000
    assert plain_latex(nested) == "kept so"


def test_macros_that_define_or_read_do_nothing() -> None:
    assert "root:" not in plain_latex(r"\input{/etc/passwd} \def\x{\x\x}\x")


def test_a_long_text_takes_no_long_time() -> None:
    begun = time.monotonic()
    plain_latex(r"$\alpha$ {x} " * 5000 + "$" * 5000 + "{" * 5000)
    assert time.monotonic() - begun < 5
