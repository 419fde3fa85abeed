"""A sentence with two outcomes as two claims: a beginning for the author, who has the last word."""

import re

from articles.intake import cues

_JOINT = re.compile(
    r",?\s+(?:and|but|while|whereas|as well as|thereby|thus|hence|but also)\s+(?:also |thereby |thus )?",
    re.I,
)
_SHARED = re.compile(r"\b(?:not only|both)\s+", re.I)


def halves_of(text: str) -> tuple[str, str]:
    """The two claims that a sentence makes.

    Where a second verb of the same form follows the joint ("heals A and soothes B"), each half has the
    subject; else both are the whole sentence, for the author to shorten: what else they share, only a person
    can tell.
    """
    changes = {found.start(): found[0] for found in cues.CHANGE.finditer(text)}
    for joint in reversed(list(_JOINT.finditer(text))):
        before = next((at for at in changes if at < joint.start()), None)
        if before is not None and joint.end() in changes:
            if changes[before].endswith("ing") != changes[joint.end()].endswith("ing"):
                break
            first = _SHARED.sub("", text[: joint.start()], count=1).rstrip(" ,;")
            subject = _SHARED.sub("", text[:before], count=1)
            return f"{first}.", f"{subject}{text[joint.end() :]}"
    return text, text
