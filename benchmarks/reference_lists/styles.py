"""The styles of reference lists, by name and by chance.

A style is the order of the parts and how each is spelt and closed. Half of the entries follow a style
that has a name; the others a mixture, since lists by lay authors follow none.
"""

import random
from dataclasses import dataclass, replace

from benchmarks.reference_lists.names import SPELLINGS


@dataclass(frozen=True)
class Style:
    """Order: A authors, D date, T title, J container, V volume, P pages, H house and place."""

    order: str
    names: str
    date: str = "({})"
    after_names: str = ""
    after_date: str = ""
    after_title: str = "."
    quote: str = ""
    after_journal: str = ","
    volume: str = "{v}({i})"
    after_volume: str = ","
    pages: str = "{}"
    after_pages: str = "."
    house: str = "{c}: {h}"
    month: str = ""
    into: str = "In"


_APA = Style("ADTJVPH", "apa", after_date=".")
_VANCOUVER = Style(
    "ATJDVPH",
    "vancouver",
    date="{}",
    after_names=".",
    after_journal=".",
    after_date=";",
    after_volume=":",
    month="vancouver",
)
_IEEE = Style(
    "ATJVPDH",
    "ieee",
    date="{}",
    after_names=",",
    quote="“,”",
    after_title="",
    volume="vol. {v}, no. {i}",
    pages="pp. {}",
    after_pages=",",
    month="short",
)
_MLA = Style(
    "ATJVDPH",
    "chicago",
    after_names=".",
    quote="“.”",
    after_title="",
    after_journal="",
    volume="{v}.{i}",
    after_volume="",
    after_date=":",
    house="{c}: {h}",
)
_NUMERIC = Style(
    "ATJVPDH",
    "full_first",
    date="{}",
    after_names=".",
    volume="{v}({i})",
    after_volume=":",
    pages="{}",
    after_pages=",",
    month="long",
    into="In",
)
_LSA = Style(
    "ADTJVPH",
    "full",
    date="{}",
    after_names=".",
    after_date=".",
    after_journal="",
    volume="{v}",
    after_volume=".",
)
_FRENCH = Style(
    "ATJDVPH",
    "capitals",
    date="{}",
    after_names=".",
    month="french",
    volume="n°{v}",
    pages="p. {}",
    after_date=",",
    after_volume=".",
    house="{c} : {h}",
    into="dans",
)
_NAMED = (
    _APA, _APA, _APA,
    replace(_APA, names="apa", after_journal=",", volume="{v} ({i})"),
    replace(_APA, names="tight", after_journal="", volume="{v}", after_date="."),
    replace(_APA, names="bare_comma", after_date=""),
    _VANCOUVER, _VANCOUVER, _VANCOUVER,
    replace(_VANCOUVER, month="", volume="{v}"),
    replace(_VANCOUVER, order="ATJVPDH", after_journal="", after_date=".", date="({})", volume="{v}", after_pages=""),
    replace(_VANCOUVER, after_journal="", month="", volume="{v}"),
    replace(_VANCOUVER, names="vancouver", order="ADTJVPH", date="({})", after_names="", after_date="", after_journal="", volume="{v}"),
    replace(_VANCOUVER, names="vancouver", order="ADTJVPH", date="{}", after_names=".", after_date=".", after_journal="", volume="{v}"),
    _IEEE, _IEEE,
    replace(_IEEE, quote="", after_title=","),
    replace(_IEEE, quote="\",\""), replace(_IEEE, volume="{v}", order="ATJVPDH", date="({})", after_pages="", after_journal=""),
    replace(_IEEE, quote="", order="AJVDPH", names="ieee"),
    _MLA, _MLA,
    replace(_MLA, volume="{v}, no. {i}"), replace(_MLA, quote="\".\""), replace(_MLA, volume="{v}", after_volume=""),
    replace(_MLA, order="ATHJVDP", after_journal=",", volume="vol. {v}, no. {i}", after_volume=",", date="{}", after_date=",", pages="pp. {}"),
    replace(_MLA, order="ATJVDPH", quote="", after_title="."),
    _NUMERIC, _NUMERIC, replace(_NUMERIC, names="ieee"), replace(_NUMERIC, month=""), replace(_NUMERIC, after_volume=",", after_title=","),
    _LSA, _LSA, replace(_LSA, names="full_commas"), replace(_LSA, after_volume=":"), replace(_LSA, names="tight"), replace(_LSA, names="chicago", quote="“.”", after_title="", pages="pp. {}"),
    _FRENCH, replace(_FRENCH, names="capitals_initials", quote="« , »", after_title="", after_names=","),
    replace(_FRENCH, names="full_bare", quote="« »", after_title=",", volume="vol. {v}, n° {i}", after_names=",", month=""),
    replace(_FRENCH, order="ADTJVPH", names="capitals", date="({})", after_date=".", month="", volume="{v}({i})"),
    Style("ATJVPDH", "apa", after_journal="", volume="{v}", after_names="", after_pages=""),
    Style("ATJDVPH", "apa", date="{}", after_names="", after_journal="", after_date=",", volume="{v}"),
    Style("ATJDVPH", "semicolons", date="{}", after_names="", after_journal="", after_date=",", volume="{v}"),
    Style("ATJDVPH", "tight", date="{}", after_names=",", after_journal=",", after_date=".", volume="{v}({i})", after_volume=":", pages="p. {}"),
    Style("ADTJVPH", "tight", after_names="", after_date="'", quote="‘’", after_title=",", volume="vol. {v}, no. {i}", pages="pp. {}"),
    Style("ADTJVPH", "apa", date="{}", after_names=",", after_date=".", quote="‘’", after_title=",", volume="vol. {v}, no. {i}", pages="pp. {}"),
)  # fmt: skip


def any_style(draw: random.Random) -> Style:
    """A style with a name, or a mixture of what styles do."""
    style = draw.choice(_NAMED)
    if draw.random() < 0.5:
        if draw.random() < 0.4:
            style = replace(style, names=draw.choice(list(SPELLINGS)))
        return style
    dates = draw.choice(["({})", "({})", "{}", "{}", "[{}]"])
    return Style(
        order=draw.choice(["ADTJVPH", "ADTJVPH", "ATJVPDH", "ATJVPDH", "ATJDVPH", "ATJVDPH", "ATHJVPD", "ATJPVDH", "ATDJVPH", "AJVPDH", "ADJVPH"])
        if draw.random() < 0.93
        else "TDJVPHA"[:6],
        names=draw.choice(list(SPELLINGS)),
        date=dates,
        after_names=draw.choice([".", ".", ",", ":", "", ""]),
        after_date=draw.choice([".", ",", "", ":", ";"]),
        after_title=draw.choice([".", ".", ".", ",", ",", "", ";"]),
        quote=draw.choice(["", "", "", "", "“,”", "“.”", "“”", "\",\"", "\".\"", "\"\"", "‘’", "« »", "« , »", "``,''", "“,"]),
        after_journal=draw.choice([",", ",", "", "", ".", ":"]),
        volume=draw.choice(_VOLUMES),
        after_volume=draw.choice([",", ",", ":", ": ", ":", "", ";", "."]),
        pages=draw.choice(["{}", "{}", "{}", "pp. {}", "p. {}", "p.{}", "pp.{}", "pages {}", "pp {}", "({})", "S. {}", "(pp. {})"]),
        after_pages=draw.choice([".", ",", "", "."]),
        house=draw.choice(HOUSES),
        month=draw.choice(["", "", "", "long", "short", "french", "vancouver", "day"]),
        into=draw.choice(["In", "In", "in", "In:", "Dans", "in:", "Presented at", ""]),
    )  # fmt: skip


_VOLUMES = (
    "{v}({i})", "{v}({i})", "{v} ({i})", "{v}", "{v}", "vol. {v}, no. {i}", "Vol. {v}, No. {i}", "vol. {v}", "Vol. {v}", "{v}, no. {i}",
    "{v}.{i}", "v. {v}", "{v}:{i}", "n°{i}", "vol. {v}, n° {i}", "Vol. {v} ({i})", "{v}, {i}", "{v}, ({i})", "vol.{v}, no.{i}", "{r}", "No. {i}",
    "Bd. {v}", "t. {v}, n° {i}", "{v}/{i}", "{v} no. {i}", "Issue {i}", "volume {v}, number {i}", "{v} [{i}]", "{v} (suppl. {i})",
)  # fmt: skip
HOUSES = (
    "{c}: {h}", "{c}: {h}", "{c}: {h}", "{c}: {h}", "{h}", "{h}", "{h}, {c}", "{h}; {c}", "{c}, {h}", "({c}: {h})", "{h}: {c}", "{c}. {h}", "{c} : {h}", "{c}; {h}",
)  # fmt: skip
