"""An article with 300 claims: brought in, saved, previewed, audited, published. Ratios to one of 30 claims.

Each line is one act of a person as the portal does it; the queries of publishing are counted. An import takes at
most 10 seconds, saving and previewing 1, and publishing as many queries for 300 claims as for 30.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.child import measure as in_a_database
from benchmarks.child import migrated, say

SIZES = (30, 300)
MOST_SECONDS = {"import": 10.0, "save": 1.0, "preview": 1.0}
SENTENCE = "In patient {n} the plaques of kind {n} cleared after the infusion of marrow cells (Okafor{n}, 2020)."
ENTRY = "Okafor{n}, A. (2020). Marrow cells and plaques of kind {n}. Journal of Examples, {n}(1), 10-20."


def text_of(claims: int) -> str:
    """An article of so many checkable sentences, each with an entry of the list."""
    paragraphs = "\n\n".join(
        " ".join(SENTENCE.format(n=n) for n in range(start, min(start + 5, claims)))
        for start in range(0, claims, 5)
    )
    entries = "\n".join(ENTRY.format(n=n) for n in range(claims))
    return f"Marrow cells and plaques\n\n{paragraphs}\n\nReferences\n\n{entries}\n"


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """What an act gives, and the seconds it took."""
    started = time.perf_counter()
    made = act()
    return made, time.perf_counter() - started


def acts(claims: int) -> tuple[dict[str, float], dict[str, int]]:
    """Seconds and queries of each act on an article of so many claims."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from articles.services.auditing import audit_revision
    from articles.services.importing import accept_import, import_article, parsed_import
    from articles.services.publishing import publish, sign_off
    from articles.services.writing import save_revision
    from references.choices import Role
    from tests.factories.articles import CONFIRMED, make_revision
    from tests.factories.evidence import (
        approved_version,
        citing,
        make_question,
        reviewing_user,
        study,
    )
    from tests.factories.people import make_user

    editor = make_user(Role.EDITOR)
    seconds: dict[str, float] = {}
    imported, seconds["import"] = timed(
        lambda: import_article(text=text_of(claims), name="bench.txt", by=editor)
    )
    parsed = parsed_import(imported)
    proposed = {one.index: "claim" for one in parsed.sentences if one.checkable}
    if len(proposed) < claims:
        raise SystemExit(f"Of {claims} sentences only {len(proposed)} were proposed.")
    report, seconds["accept the import"] = timed(
        lambda: accept_import(
            imported=imported,
            by=editor,
            slug=f"bench-{claims}",
            decisions=proposed,  # type: ignore[arg-type]
        )
    )
    draft = report.revision
    draft.refresh_from_db()
    _, seconds["save"] = timed(
        lambda: save_revision(
            revision=draft,
            by=editor,
            title=draft.title,
            body=draft.body.replace("plaques of kind 7 cleared", "plaques of kind 7 faded"),
        )
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(editor)
    for name, page in (("preview", "preview"), ("write page", "change"), ("audit page", "audit")):
        address = reverse(f"admin:articles_revision_{page}", args=[draft.pk])
        client.get(address)
        answer, seconds[name] = timed(lambda address=address: client.get(address))  # type: ignore[misc]
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    _, seconds["audit"] = timed(lambda: audit_revision(draft))
    question, citations = make_question(), [citing(study())]
    versions = [
        approved_version(
            question=question,
            citations=citations,
            text=f"The plaques of patient {claims}-{n} cleared.",
        )
        for n in range(claims)
    ]
    revision = make_revision(versions)
    queries: dict[str, int] = {}
    for name, act in (
        ("sign off", lambda: sign_off(revision=revision, by=reviewing_user(), items=CONFIRMED)),
        ("publish", lambda: publish(revision=revision, by=make_user(Role.PUBLISHER))),
    ):
        with CaptureQueriesContext(connection) as caught:
            _, seconds[name] = timed(act)
        queries[name] = len(caught)
    return seconds, queries


def child() -> None:
    """Both sizes; fails where a limit is not held."""
    migrated()
    acts(5)
    (small, few), (large, many) = (acts(claims) for claims in SIZES)
    held = True
    for name, took in large.items():
        limit = MOST_SECONDS.get(name)
        over = limit is not None and took > limit
        held &= not over
        asked = f", {many[name]} queries against {few[name]}" if name in many else ""
        most = f" (at most {limit:g} s{': NOT HELD' if over else ''})" if limit else ""
        say(
            f"{name}: {SIZES[1]} claims {took / small[name]:.1f} × {SIZES[0]}, {took:.2f} s{most}{asked}"
        )
    if few != many:
        say("publishing costs more queries for more claims: NOT HELD")
        held = False
    if not held:
        raise SystemExit(1)


def main() -> None:
    """On a database of its own."""
    in_a_database("benchmarks.articles", durable=False)


if __name__ == "__main__":
    if "--child" in sys.argv:
        child()
    else:
        main()
