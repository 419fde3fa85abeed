"""What a record calls its own work. Pure.

Only notices decide what a work is worth (DOMAIN section 5). A record that calls its work retracted says that
notices should be looked for.
"""

import re
from collections.abc import Iterable

from references.identifiers import RETRACTED_LABEL

CALLED_RETRACTED = re.compile(
    r"\((?:retracted|withdrawn)\s+(?:article|paper|publication)[^()]*\)\s*$", re.I
)
RETRACTED_TYPES = frozenset(("retracted", "retracted publication", "retracted article"))
# As databases write them: lists are searched for these.
RETRACTED_TYPES_WRITTEN = sorted(
    {
        write(kind)
        for kind in RETRACTED_TYPES
        for write in (str.lower, str.capitalize, str.title, str.upper)
    }
)
CALLS_ITSELF_RETRACTED = "Calls itself retracted"
ADVICE = (
    "Its record calls it retracted, and no notice that was loaded does. Load the notices for it."
)


def calls_itself_retracted(title: str, publication_types: Iterable[str] = ()) -> bool:
    """Whether a title, before or behind itself, or a type says that the work was retracted or withdrawn."""
    said = title.lower()
    if ("retracted" in said or "withdrawn" in said) and (
        RETRACTED_LABEL.match(title) or CALLED_RETRACTED.search(title)
    ):
        return True
    return not RETRACTED_TYPES.isdisjoint(map(str.lower, publication_types))
