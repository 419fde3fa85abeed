"""The keys of the review page and of the queue, as the sheet on `?` lists them; `review-keys.js` obeys them."""

KEYS = (
    (
        "Sources",
        (
            ("j", "next source"),
            ("k", "source before"),
            ("1 to 5", "supports, partly, contradicts, only mentions, irrelevant"),
            ("p", "seen in: next choice"),
            ("m", "comparison behind this sentence: type its name, then Esc"),
            ("o", "it saw the outcome, or did not"),
            ("v", "vouch for the quote"),
            ("c", "confirm the study facts as they stand"),
            ("f", "correct the study facts"),
            ("d", "abstract; at the claim, what changed"),
        ),
    ),
    (
        "Decision",
        (
            ("a, then Enter", "approve"),
            ("s, then Enter", "send back: asks for the reason first"),
            ("r, then Enter", "reject: asks for the reason first"),
            ("t", "write a comment"),
            ("Esc", "leave a field; back from a decision"),
        ),
    ),
    (
        "Going on",
        (
            ("n", "next in your queue, without deciding"),
            ("q", "back to the queue"),
            ("?", "this sheet"),
        ),
    ),
)
