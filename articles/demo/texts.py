"""The two articles of the demonstration; `{key}` is a claim of claims.py."""

SLUG = "mesenchymal-stem-cells-psoriasis"
TITLE = "Mesenchymal stem cells and psoriasis: what is known, and what is not"
SUMMARY = """\
Some clinics offer infusions of mesenchymal stem cells for psoriasis. This page says what has been seen
in people, what only in mice or in the laboratory, and what harm has been reported.
"""
KEY_MESSAGES = """\
- {single-arm-17}
- {sight-lost}
- {th17-treg-dish}
"""
BODY = """\
## What psoriasis is

{psoriasis-is-immune} {psoriasis-skin-grows-fast}

Creams, light treatment, tablets and injections are the usual treatments, and for some people doing
nothing for a while is a choice too. Your doctor can weigh them with you.

## What has been seen in people

{single-arm-17} {one-patient}

Without a comparison group nobody can say how many of them would have improved anyway.

## What harm has been reported

{fever}

{sight-lost} They had a disease of the eye, not psoriasis; it shows what can go wrong where cells are
sold before they are tested.

## What the cells are

{msc-defined}

A sentence that is often read, and wrong: {msc-three-sources}

## What has been seen in the laboratory and in animals

{th17-treg-dish}

- {interferon-mice}
- {exosomes-mice}
- {sod-mice}

{marrow-all-tissues}

## What is allowed

{fda-first-approval} That approval is not for psoriasis.

## What we think

{our-view-trials}
"""

SECOND_SLUG = "altered-cells-psoriasis"
SECOND_TITLE = "Cells with an added gene: a draft"
SECOND_SUMMARY = "A draft that shows how an article looks before its claims are reviewed.\n"
SECOND_BODY = """\
## In mice

{hgf-mice}

## Still to be written

[Such cells have been tried in people.](claim:new)
"""
