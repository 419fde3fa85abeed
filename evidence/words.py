"""The text of a claim: plain, NFC, runs of white space one space, trimmed (D3). Pure."""

import unicodedata


def normalised(text: str) -> str:
    """The one form in which the text of a claim is stored and compared."""
    return " ".join(unicodedata.normalize("NFC", text).split())
