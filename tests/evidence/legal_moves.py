"""What may follow what, by hand: a second list beside the code's and the database's."""

STATES = (
    "in_review",
    "disputed",
    "changes_requested",
    "rejected",
    "approved",
    "suspended",
    "superseded",
    "withdrawn",
)
# From the drawing in DOMAIN section 3, and the sentence below it.
MAY_FOLLOW = {
    "in_review": {"approved", "disputed", "changes_requested", "rejected", "withdrawn"},
    "disputed": {"approved", "changes_requested", "withdrawn"},
    "changes_requested": set(),
    "rejected": set(),
    "approved": {"suspended", "superseded"},
    "suspended": {"in_review", "superseded", "withdrawn"},
    "superseded": {"suspended"},
    "withdrawn": set(),
}
