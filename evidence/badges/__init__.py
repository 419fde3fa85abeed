"""The badge rule of DOMAIN section 4: pure, versioned, the only producer of a badge.

Start and domains follow GRADE (Balshem 2011, Guyatt 2011), designs OCEBM 2011; each line of `RULE`
says where it is stricter. Nothing here reads a database, a person or a clock.
"""

from evidence.badges.computing import compute
from evidence.badges.domains import (
    LOWERING,
    domains_can_move,
    open_ones_can_move,
    which_can_move,
)
from evidence.badges.facts import (
    Badge,
    ClaimFacts,
    ProfileFacts,
    ProfileStudy,
    Reason,
    SourceFacts,
    Verdict,
)
from evidence.badges.labels import BAR_NOTE, Label, shows_as
from evidence.badges.moves import (
    LADDER,
    TWO_BLIND_REVIEWS,
    Move,
    compare,
    due_months,
    is_publishable,
    required_reviews,
)
from evidence.badges.overrides import shown_instead, values_from, way_of
from evidence.badges.rule import METHOD_VERSION, RULE, RuleLine
from evidence.badges.suggesting import Suggestion, suggest
from evidence.badges.works import facts_by_work, work_of

__all__ = [
    "BAR_NOTE",
    "LADDER",
    "LOWERING",
    "METHOD_VERSION",
    "RULE",
    "TWO_BLIND_REVIEWS",
    "Badge",
    "ClaimFacts",
    "Label",
    "Move",
    "ProfileFacts",
    "ProfileStudy",
    "Reason",
    "RuleLine",
    "SourceFacts",
    "Suggestion",
    "Verdict",
    "compare",
    "compute",
    "domains_can_move",
    "due_months",
    "facts_by_work",
    "is_publishable",
    "open_ones_can_move",
    "required_reviews",
    "shown_instead",
    "shows_as",
    "suggest",
    "values_from",
    "way_of",
    "which_can_move",
    "work_of",
]
