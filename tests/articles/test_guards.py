"""The database holds the line over articles (DOMAIN section 7, items 8, 10, 11, 12): broken on purpose, in raw SQL.

Each attempt is a transaction of its own on a plain connection and names the constraint or trigger that must
refuse it; what is refused stands beside what is accepted, over the same rows.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps

from articles.models import Live, Publication
from articles.services.publishing import publish, sign_off, withdraw
from articles.services.writing import open_revision
from evidence.models import Approval, Claim
from evidence.services.reviewers import deactivate_reviewer
from references.choices import Role
from tests.evidence.test_guards import ACCEPTED, ended, outcome, outcomes, status
from tests.evidence.test_guards import told as told_of_claim
from tests.factories.articles import (
    CONFIRMED,
    make_clockconfirmation,
    make_revision,
    make_signoff,
    make_withdrawal,
    next_revision,
    placed,
    published,
)
from tests.factories.evidence import (
    MICE,
    approved,
    approved_version,
    citing,
    fresh,
    make_reviewer,
    reviewing_user,
    study,
    submitted_version,
)
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db(transaction=True)

NEW = 900001
"""The id of what an attempt inserts."""

Attempt = list[str]


# Sentences that the attempts are made of


def told(article: str = "article") -> str:
    """An event in an article's stream."""
    return f"""INSERT INTO references_event (stream, actor_id, role, verb, data)
        SELECT 'article:' || key, %(admin)s, 'administrator', 'raw', '{{}}' FROM articles_article
        WHERE id = %({article})s"""


def inserted(table: str, columns: dict[str, str], source: str) -> str:
    names, values = ", ".join(columns), ", ".join(columns.values())
    return f"INSERT INTO articles_{table} ({names}) SELECT {values} {source}"


def signoff(by: str, **changes: str) -> str:
    """A sign-off of the revision `draft`."""
    columns = {
        "id": f"{NEW}",
        "revision_id": "%(draft)s",
        "items": "'{}'",
        "signed_by_id": f"%({by})s",
    }
    return inserted("signoff", {**columns, **changes}, "")


def signoffentry(**changes: str) -> str:
    """What the placements of `draft` say, as part of the sign-off."""
    columns = {
        "signoff_id": f"{NEW}",
        "position": "p.position",
        "claim_id": "p.claim_id",
        "version_id": "p.version_id",
        "digest": "v.digest",
        "badge": "'very_low'",
        **changes,
    }
    source = """FROM articles_placement p JOIN evidence_claimversion v ON v.id = p.version_id
        WHERE p.revision_id = %(draft)s"""
    return inserted("signoffentry", columns, source)


def publication(revision: str = "signed", *, says: str = "", to: int = NEW, **changes: str) -> str:
    """A publication of a signed revision, printing what was signed; `says` is SQL of what else a claim is."""
    columns = {
        "id": f"{to}",
        "article_id": "r.article_id",
        "number": f"{to}",
        "revision_id": "r.id",
        "signoff_id": "s.id",
        "cause": "'first'",
        "note": "''",
        "content": f"""jsonb_build_object('claims', (SELECT jsonb_object_agg(e.position::text,
            jsonb_build_object('key', c.key, 'text', v.text, 'badge', e.badge, 'shown_as', 'approved')
            || {says or "'{}'"})
            FROM articles_signoffentry e JOIN evidence_claim c ON c.id = e.claim_id
            JOIN evidence_claimversion v ON v.id = e.version_id WHERE e.signoff_id = s.id))""",
        "published_by_id": "%(admin)s",
        **changes,
    }
    source = f"""FROM articles_revision r JOIN articles_signoff s ON s.revision_id = r.id
        WHERE r.id = %({revision})s"""
    return inserted("publication", columns, source)


def entry(*, to: int = NEW, where: str = "true", **changes: str) -> str:
    """The entries of a publication, as its revision was signed."""
    columns = {
        "publication_id": f"{to}",
        "position": "e.position",
        "claim_id": "e.claim_id",
        "version_id": "e.version_id",
        "digest": "e.digest",
        "approval_id": "(SELECT max(id) FROM evidence_approval WHERE version_id = e.version_id)",
        "shown_as": "'approved'",
        "badge": "e.badge",
        "is_myth": "p.is_myth",
        "is_key_message": "p.section = 'key_messages'",
        **changes,
    }
    source = f"""FROM articles_publication b JOIN articles_signoffentry e ON e.signoff_id = b.signoff_id
        JOIN articles_placement p ON p.revision_id = b.revision_id AND p.position = e.position
        WHERE b.id = {to} AND {where}"""
    return inserted("publicationentry", columns, source)


def live(*, to: int = NEW, **changes: str) -> str:
    """The first Live row of the publication's article."""
    columns = {"article_id": "article_id", "publication_id": "id", "born": "0", **changes}
    return inserted("live", columns, f"FROM articles_publication WHERE id = {to}")


def replaced(*, to: int = NEW, more: str = "") -> Attempt:
    """The live publication of the same article makes way."""
    mine = f"(SELECT article_id FROM articles_publication WHERE id = {to})"
    return [
        f"DELETE FROM articles_liveentry WHERE live_id = {mine}",
        f"UPDATE articles_live SET publication_id = {to} {more} WHERE article_id = {mine}",
    ]


def liveentry(*, to: int = NEW, where: str = "true", **changes: str) -> str:
    """The live entries of a publication, as they should be."""
    columns = {
        "live_id": "b.article_id",
        "position": "e.position",
        "claim_id": "e.claim_id",
        "version_id": "e.version_id",
        "digest": "e.digest",
        "approval_id": "e.approval_id",
        "shown_as": "e.shown_as",
        "active": "CASE WHEN e.shown_as = 'approved' THEN true END",
        **changes,
    }
    source = f"""FROM articles_publicationentry e JOIN articles_publication b ON b.id = e.publication_id
        WHERE b.id = {to} AND {where}"""
    return inserted("liveentry", columns, source)


def suspension(version: str) -> Attempt:
    """The approval of a version ends, properly: only what is live is not told."""
    return [
        ended(version),
        f"""INSERT INTO evidence_suspension (version_id, approval_id, cause, detail, suspended_by_id)
            SELECT version_id, max(id), 'facts', '', %(admin)s FROM evidence_approval
            WHERE version_id = %({version})s GROUP BY version_id""",
        status(version, "suspended"),
        told_of_claim(version),
    ]


HELD = {"shown_as": "'suspended'", "approval_id": "NULL"}
"""The columns of an entry that is being re-checked."""
SAYS_HELD = """'{"shown_as": "suspended"}'"""


def withdrawal(publication: str, article: str = "article", **changes: str) -> str:
    """A withdrawal of a publication."""
    columns = {
        "article_id": f"%({article})s",
        "publication_id": f"%({publication})s",
        "reason": "'It claimed too much.'",
        "withdrawn_by_id": "%(admin)s",
        **changes,
    }
    return inserted("withdrawal", columns, "")


def taken_down(article: str = "article") -> Attempt:
    return [
        f"DELETE FROM articles_liveentry WHERE live_id = %({article})s",
        f"DELETE FROM articles_live WHERE article_id = %({article})s",
    ]


# History (item 10)

HISTORY = {
    "revision": ("title = 'Other words'", "frozen_once_signed"),
    "placement": ("text = 'Other words'", "frozen_once_signed"),
    "revisioncontributor": ("user_id = user_id + 1", "never_changes"),
    "revisiontext": ("body = 'Other words'", "never_changes"),
    "signoff": ("items = '{}'", "never_changes"),
    "signoffentry": ("badge = 'high'", "never_changes"),
    "publication": ("content = '{}'", "never_changes"),
    "publicationentry": ("badge = 'high'", "never_changes"),
    "clockconfirmation": ("reason = 'Another reason than that.'", "never_changes"),
    "withdrawal": ("reason = 'Another reason than that.'", "never_changes"),
}
"""By model: a change of what happened, and the end of the name of the trigger that refuses it."""

# An article and its imports are plans; what is live is guarded at commit; pages are derived.
NO_HISTORY = {"article", "articleimport", "formeraddress", "live", "liveentry", "page", "schedule"}


def test_every_model_is_history_or_said_not_to_be() -> None:
    models = {model._meta.model_name for model in apps.get_app_config("articles").get_models()}
    assert models == HISTORY.keys() | NO_HISTORY


def test_what_happened_is_neither_changed_nor_deleted_nor_truncated() -> None:
    make_withdrawal()
    published()
    make_clockconfirmation()
    table: dict[str, tuple[Any, str]] = {}
    for who, switch in {
        "anyone": "SELECT 1",
        "a superuser who switches triggers off": "SET LOCAL session_replication_role = replica",
    }.items():
        for model, (change, name) in HISTORY.items():
            row = f"articles_{model}"
            table[f"{who} updates {model}"] = (
                [switch, f"UPDATE {row} SET {change}"],
                f"{row}_{name}",
            )
            table[f"{who} deletes {model}"] = ([switch, f"DELETE FROM {row}"], f"{row}_{name}")
        for model in [*HISTORY, "live", "liveentry"]:
            row = f"articles_{model}"
            table[f"{who} truncates {model}"] = (
                [switch, f"TRUNCATE {row} CASCADE"],
                f"{row}_never_truncated",
            )
        table[f"{who} renames an article's stream"] = (
            [switch, "UPDATE articles_article SET key = key || 'x'"],
            "articles_article_key_is_for_ever",
        )
    outcomes(table, {})
    assert outcome("TRUNCATE articles_article CASCADE", {}) != ACCEPTED


def test_a_signed_revision_is_frozen_with_all_that_belongs_to_it() -> None:
    signed, free = make_signoff().revision, make_revision([approved_version()])
    ids = {"signed": signed.pk, "free": free.pk, "user": make_user().pk}
    add = """INSERT INTO articles_placement (revision_id, position, section, claim_id, text, paragraph,
        is_myth) SELECT %({})s, 9, 'body', claim_id, text, '', false FROM articles_placement
        WHERE revision_id = %(free)s"""
    contribute = (
        "INSERT INTO articles_revisioncontributor (revision_id, user_id) VALUES (%({})s, %(user)s)"
    )
    frozen = "articles_placement_frozen_once_signed"
    outcomes(
        {
            "words": (
                "UPDATE articles_revision SET body = '' WHERE id = %(signed)s",
                "articles_revision_frozen_once_signed",
            ),
            "a free one saved again": (
                "UPDATE articles_revision SET saved_at = now() WHERE id = %(free)s",
                ACCEPTED,
            ),
            "a new number": (
                "UPDATE articles_revision SET id = 900002 WHERE id = %(signed)s",
                "articles_revision_frozen_once_signed",
            ),
            "another place": (add.format("signed"), frozen),
            "another place of a free one": (add.format("free"), ACCEPTED),
            "a place moves out": (
                """UPDATE articles_placement SET revision_id = %(free)s, position = 7
                    WHERE revision_id = %(signed)s""",
                frozen,
            ),
            "a place moves in": (
                """UPDATE articles_placement SET revision_id = %(signed)s, position = 7
                    WHERE revision_id = %(free)s""",
                frozen,
            ),
            "a place of a free one goes": (
                "DELETE FROM articles_placement WHERE revision_id = %(free)s",
                ACCEPTED,
            ),
            "a late contributor": (
                contribute.format("signed"),
                "articles_revisioncontributor_frozen_once_signed",
            ),
            "a contributor of a free one": (contribute.format("free"), ACCEPTED),
        },
        ids,
    )


# Saved texts


def test_every_saved_text_is_kept() -> None:
    signed, free = make_signoff().revision, make_revision([approved_version()])
    ids = {
        "signed": signed.pk,
        "free": free.pk,
        "article": free.article_id,
        "of_signed": signed.article_id,
        "admin": make_superuser().pk,
    }
    write = "UPDATE articles_revision SET body = 'Other words' WHERE id = %(free)s"

    def keep(revision: str, body: str = "'Other words'") -> str:
        return f"""INSERT INTO articles_revisiontext
            (revision_id, number, title, summary, key_messages, body, saved_at, saved_by_id)
            SELECT id, 2, title, summary, key_messages, {body}, saved_at, saved_by_id
            FROM articles_revision WHERE id = %({revision})s"""

    begin = """INSERT INTO articles_revision (id, article_id, number, title, summary, key_messages, body,
        opened_by_id, saved_at, saved_by_id) VALUES (900003, %(article)s, 9, 'T', '', '', '', %(admin)s,
        now(), %(admin)s)"""
    outcomes(
        {
            "words that are kept": ([told(), write, keep("free")], ACCEPTED),
            "words that are not": ([told(), write], "articles_revision_text_is_kept"),
            "a revision without a text": ([told(), begin], "articles_revision_text_is_kept"),
            "other words than the revision's": (
                [told(), write, keep("free", "'Third words'")],
                "articles_revision_text_is_kept",
            ),
            "a text that nobody wrote": (
                [told(), keep("free")],
                "articles_revisiontext_is_what_it_says",
            ),
            "without an event": ([write, keep("free")], "articles_revisiontext_has_event"),
            "a late one of a signed revision": (
                [told("of_signed"), keep("signed", "body")],
                "articles_revisiontext_frozen_once_signed",
            ),
            "the same number twice": (
                [told(), write, keep("free"), keep("free")],
                "articles_revisiontext_number",
            ),
        },
        ids,
    )


# Sign-off


def test_who_signs_off() -> None:
    writer, opener = reviewing_user(Role.AUTHOR), reviewing_user(Role.EDITOR)
    draft = make_revision([approved_version()], by=writer)
    gone, locked_out = reviewing_user(), reviewing_user()
    deactivate_reviewer(reviewer=gone.reviewer, by=make_user(Role.ADMINISTRATOR))
    type(locked_out).objects.filter(pk=locked_out.pk).update(is_active=False)
    later = published()
    withdraw(article=later.article, by=make_user(Role.PUBLISHER), reason="It claimed too much.")
    opened = open_revision(article=later.article, by=opener)
    ids = {
        "draft": draft.pk,
        "article": draft.article_id,
        "opened": opened.pk,
        "opened_article": opened.article_id,
        "signoff": later.signoff_id,
        "reviewer": reviewing_user().pk,
        "writer": writer.pk,
        "opener": opener.pk,
        "author": make_user(Role.AUTHOR).pk,
        "gone": gone.pk,
        "locked_out": locked_out.pk,
        "superuser": make_superuser().pk,
        "admin": make_user(Role.ADMINISTRATOR).pk,
    }
    is_reviewer = "articles_signoff_signer_is_a_reviewer"
    wrote = "articles_signoff_signer_did_not_write"
    without_contributors = [
        "ALTER TABLE articles_revisioncontributor DISABLE TRIGGER USER",
        "DELETE FROM articles_revisioncontributor",
    ]
    shadow = "CREATE TEMP TABLE evidence_reviewer ON COMMIT DROP AS SELECT * FROM evidence_reviewer"
    outcomes(
        {
            "a reviewer": ([signoff("reviewer"), signoffentry(), told()], ACCEPTED),
            "nobody is told": ([signoff("reviewer"), signoffentry()], "articles_signoff_has_event"),
            "who wrote": (signoff("writer"), wrote),
            "who opened": (signoff("opener", revision_id="%(opened)s"), wrote),
            "who opened, in a revision without contributors": (
                [*without_contributors, signoff("opener", revision_id="%(opened)s")],
                wrote,
            ),
            "who saved last": (
                [
                    *without_contributors,
                    "UPDATE articles_revision SET saved_by_id = %(reviewer)s WHERE id = %(draft)s",
                    signoff("reviewer"),
                ],
                wrote,
            ),
            "an author": (signoff("author"), is_reviewer),
            "a superuser": (signoff("superuser"), is_reviewer),
            "who reviews no more": (signoff("gone"), is_reviewer),
            "whose account is closed": (signoff("locked_out"), is_reviewer),
            "who brings reviewers of their own": (
                [shadow, "UPDATE pg_temp.evidence_reviewer SET active = true", signoff("gone")],
                is_reviewer,
            ),
            "other words than the version's": (
                [signoff("reviewer"), signoffentry(digest="repeat('0', 64)"), told()],
                "articles_signoffentry_words_fk",
            ),
            "an entry afterwards": (
                signoffentry(signoff_id="%(signoff)s"),
                "articles_signoffentry_born_with_signoff",
            ),
            "the day is the server's": (
                [
                    signoff("reviewer", signed_at="'2001-01-01'"),
                    told(),
                    f"""SELECT 1 / (SELECT count(*) FROM articles_signoff
                        WHERE id = {NEW} AND signed_at > now() - interval '1 hour')""",
                ],
                ACCEPTED,
            ),
        },
        ids,
    )


# Going live (item 8)


def new_words(claim: Claim) -> Any:
    return approved_version(claim, text="Quite other words about it.")


@pytest.fixture
def signed() -> dict[str, Any]:
    """A signed revision that was never published, and others beside it; all committed."""
    version = approved_version()
    revision = make_signoff(make_revision([version])).revision
    others, other_words = approved_version(), new_words(version.claim)
    mice = submitted_version(
        asks="background", direction="", question=None, citations=[citing(study(MICE))]
    )
    myth = fresh(approved(mice, judgement="contradicts"))
    signed_myth = make_signoff(make_revision(body=placed(myth, is_myth=True))).revision
    elsewhere = published()
    return {
        "signed": revision.pk,
        "article": revision.article_id,
        "version": version.pk,
        "other_words": other_words.pk,
        "other_approval": Approval.objects.get(version=other_words).pk,
        "others": others.pk,
        "foreign_approval": Approval.objects.get(version=others).pk,
        "myth": signed_myth.pk,
        "myth_article": signed_myth.article_id,
        "elsewhere": elsewhere.pk,
        "elsewhere_article": elsewhere.article_id,
        "elsewhere_revision": elsewhere.revision_id,
        "elsewhere_signoff": elsewhere.signoff_id,
        "admin": make_user(Role.ADMINISTRATOR).pk,
    }


def of(version: str, **changes: str) -> dict[str, str]:
    """An entry's columns for another version than the signed one."""
    row = "(SELECT {} FROM evidence_claimversion WHERE id = %({})s)"
    return {
        "claim_id": row.format("claim_id", version),
        "version_id": f"%({version})s",
        "digest": row.format("digest", version),
        **changes,
    }


def prints(version: str) -> str:
    return f"""(SELECT jsonb_build_object('key', k.key, 'text', o.text) FROM evidence_claimversion o
        JOIN evidence_claim k ON k.id = o.claim_id WHERE o.id = %({version})s)"""


def test_what_goes_live(signed: dict[str, Any]) -> None:
    signed_off = "articles_publicationentry_was_signed_off"
    printed = "articles_publicationentry_is_printed"
    complete = "articles_live_is_complete"
    outcomes(
        {
            "what was signed": ([publication(), entry(), live(), liveentry(), told()], ACCEPTED),
            "a quoted myth": (
                [publication("myth"), entry(), live(), liveentry(), told("myth_article")],
                ACCEPTED,
            ),
            "nobody is told": (
                [publication(), entry(), live(), liveentry()],
                "articles_publication_has_event",
            ),
            "another article is told": (
                [publication(), entry(), live(), liveentry(), told("elsewhere_article")],
                "articles_publication_has_event",
            ),
            "a revision of another article": (
                [publication(article_id="%(elsewhere_article)s"), told("elsewhere_article")],
                "articles_publication_revision_fk",
            ),
            "another revision's sign-off": (
                [publication(signoff_id="%(elsewhere_signoff)s"), told()],
                "articles_publication_signoff_fk",
            ),
            # Words
            "a claim that was not signed off": (
                [publication(says=prints("others")), entry(**of("others"))],
                signed_off,
            ),
            "other words of the claim": (
                [publication(says=prints("other_words")), entry(**of("other_words"))],
                signed_off,
            ),
            "other words of the claim, as a re-issue": (
                [
                    publication(says=prints("other_words"), cause="'reissue'"),
                    entry(**of("other_words")),
                ],
                signed_off,
            ),
            "other words on the page than in the entry": (
                [publication(says="""'{"text": "It cures."}'"""), entry()],
                printed,
            ),
            "a better badge on the page": (
                [publication(says="""'{"badge": "high"}'"""), entry()],
                printed,
            ),
            "another claim's key on the page": (
                [publication(says="""'{"key": "another"}'"""), entry()],
                printed,
            ),
            "a claim on the page that no entry tells of": (
                [
                    publication(
                        content="""(SELECT content || '{"claims": {"1": {}, "99": {}}}'
                            FROM articles_publication WHERE id = %(elsewhere)s)"""
                    ),
                    live(),
                    told(),
                ],
                "articles_live_shows_its_revision",
            ),
            "another digest": (
                [publication(), entry(digest="repeat('0', 64)")],
                signed_off,
            ),
            "another digest, being re-checked": (
                [
                    publication(says=SAYS_HELD),
                    entry(digest="repeat('0', 64)", **HELD),
                    told(),
                    "SET CONSTRAINTS articles_publicationentry_words_fk IMMEDIATE",
                ],
                "articles_publicationentry_words_fk",
            ),
            # Badges
            "no approval": (
                [publication(), entry(approval_id="NULL")],
                "articles_publicationentry_approved_by_an_approval",
            ),
            "no source": (
                [publication(says="""'{"badge": "no_source"}'"""), entry(badge="'no_source'")],
                "articles_publicationentry_badge_is_publishable",
            ),
            "contradicted, and not as a myth": (
                [
                    publication(says="""'{"badge": "contradicted"}'"""),
                    entry(badge="'contradicted'", is_myth="false"),
                ],
                "articles_publicationentry_badge_is_publishable",
            ),
            "a myth that nothing contradicts": (
                [publication(), entry(is_myth="true")],
                "articles_publicationentry_myth_is_contradicted",
            ),
            "a myth as our own words, with another badge": (
                [
                    publication("myth", says="""'{"badge": "low"}'"""),
                    entry(badge="'low'", is_myth="false"),
                    live(),
                    liveentry(),
                    told("myth_article"),
                ],
                "articles_live_shows_its_revision",
            ),
            # Places
            "a place left out": (
                [publication(), live(), told()],
                "articles_live_shows_its_revision",
            ),
            "another place": (
                [
                    publication(content="""'{"claims": {"7": {}}}'"""),
                    entry(position="7"),
                ],
                printed,
            ),
            "an entry afterwards": (
                entry(to=signed["elsewhere"], position="9"),
                "articles_publicationentry_born_with_publication",
            ),
            "an entry once it is live": (
                [
                    publication(),
                    entry(),
                    live(),
                    liveentry(),
                    told(),
                    "SET CONSTRAINTS ALL IMMEDIATE",
                    entry(position="9"),
                ],
                "articles_publicationentry_comes_before_live",
            ),
            # Live
            "another article's publication": (
                live(to=signed["elsewhere"], article_id="%(article)s"),
                "articles_live_publication_id_key",
            ),
            "another article's publication instead of its own": (
                [
                    publication(),
                    entry(),
                    f"""UPDATE articles_live SET publication_id = {NEW}
                        WHERE article_id = %(elsewhere_article)s""",
                    "SET CONSTRAINTS articles_live_publication_fk IMMEDIATE",
                ],
                "articles_live_publication_fk",
            ),
            "fewer live entries": ([publication(), entry(), live(), told()], complete),
            "more live entries": (
                [publication(), entry(), live(), liveentry(), liveentry(position="9"), told()],
                complete,
            ),
            "other live entries": (
                [
                    publication(),
                    entry(),
                    live(),
                    liveentry(shown_as="'suspended'", active="NULL"),
                    told(),
                ],
                complete,
            ),
            "approved, and not actively": (
                [publication(), entry(), live(), liveentry(active="NULL")],
                "articles_liveentry_approved_is_active",
            ),
            "approved, and inactive": (
                [publication(), entry(), live(), liveentry(active="false")],
                "articles_liveentry_approved_is_active",
            ),
            "re-checked, and active": (
                [publication(), entry(), live(), liveentry(shown_as="'suspended'")],
                "articles_liveentry_approved_is_active",
            ),
            "another claim's approval": (
                [
                    publication(),
                    entry(approval_id="%(foreign_approval)s"),
                    live(),
                    liveentry(),
                    told(),
                ],
                "articles_liveentry_approval_fk",
            ),
            "the approval of other words": (
                [
                    publication(),
                    entry(approval_id="%(other_approval)s"),
                    live(),
                    liveentry(),
                    told(),
                ],
                "articles_liveentry_approval_fk",
            ),
            "an approval that ended": (
                [*suspension("version"), publication(), entry(), live(), liveentry(), told()],
                "articles_liveentry_approval_fk",
            ),
            # What is re-checked
            "a first publication of what is re-checked": (
                [publication(says=SAYS_HELD), entry(**HELD), live(), liveentry(), told()],
                "articles_live_is_approved",
            ),
            "a re-issue of what was not live": (
                [publication(cause="'reissue'"), entry(), live(), liveentry(), told()],
                "articles_live_reissues_what_was_live",
            ),
            "a re-issue of what is re-checked and was not live": (
                [
                    publication(says=SAYS_HELD, cause="'reissue'"),
                    entry(**HELD),
                    live(),
                    liveentry(),
                    told(),
                ],
                "articles_live_is_approved",
            ),
            "a lie about what was live": (
                [
                    publication(says=SAYS_HELD, cause="'correction'"),
                    entry(**HELD),
                    live(replaced_id=f"{NEW}", born="pg_current_xact_id()::text::bigint"),
                    liveentry(),
                    told(),
                ],
                "articles_live_is_approved",
            ),
        },
        signed,
    )


# What is live (item 8)


@pytest.fixture
def page() -> dict[str, Any]:
    """A live page of one claim, its next revision with a second claim, and a page that was withdrawn."""
    first, second = approved_version(), approved_version()
    shown = published(make_revision([first]))
    following = make_signoff(next_revision(shown.article, f"{placed(first)}\n\n{placed(second)}"))
    other = published()
    down = published()
    withdraw(article=down.article, by=make_user(Role.PUBLISHER), reason="It claimed too much.")
    back = published()
    withdraw(article=back.article, by=make_user(Role.PUBLISHER), reason="It claimed too much.")
    back = publish(revision=back.revision, by=make_user(Role.PUBLISHER))
    return {
        "first": first.pk,
        "second": second.pk,
        "publication": shown.pk,
        "article": shown.article_id,
        "revision": shown.revision_id,
        "following": following.revision_id,
        "other": other.pk,
        "other_article": other.article_id,
        "other_version": other.entries.get().version_id,
        "down": down.pk,
        "down_article": down.article_id,
        "down_revision": down.revision_id,
        "down_version": down.entries.get().version_id,
        "back": back.pk,
        "back_article": back.article_id,
        "admin": make_user(Role.ADMINISTRATOR).pk,
    }


def again(revision: str = "revision", cause: str = "reissue", *, held: str = "") -> Attempt:
    """The page is published again, one version being re-checked."""
    which = f"e.version_id = %({held})s" if held else "false"
    says = f"CASE WHEN {which} THEN {SAYS_HELD}::jsonb ELSE '{{}}' END"
    return [
        publication(revision, says=says, cause=f"'{cause}'"),
        entry(where=f"NOT ({which})"),
        entry(where=which, **HELD),
        *replaced(),
        liveentry(),
        told(),
    ]


def test_what_stays_live(page: dict[str, Any]) -> None:
    not_approved = "articles_live_is_approved"
    complete = "articles_live_is_complete"
    ends = "articles_live_ends_by_withdrawal"
    down = [
        publication("down_revision", says=SAYS_HELD, cause="'correction'"),
        entry(**HELD),
        live(),
        liveentry(),
        told("down_article"),
    ]
    outcomes(
        {
            # A claim falls
            "the page goes with it": (
                [*suspension("first"), *again(held="first")],
                ACCEPTED,
            ),
            "the page stays": (suspension("first"), "articles_liveentry_approval_fk"),
            "the page is re-issued as if nothing had happened": (
                [*suspension("first"), *again()],
                "articles_liveentry_approval_fk",
            ),
            "the page goes with it, as an update": (
                [*suspension("first"), *again(cause="update", held="first")],
                not_approved,
            ),
            "the page is withdrawn": (
                [*suspension("first"), withdrawal("publication"), *taken_down(), told()],
                ACCEPTED,
            ),
            "what another page shows falls": (
                suspension("other_version"),
                "articles_liveentry_approval_fk",
            ),
            "what no page shows falls": (suspension("second"), ACCEPTED),
            # A new revision
            "a correction": (again("following", "correction"), ACCEPTED),
            "a correction of what is re-checked and was shown": (
                [*suspension("first"), *again("following", "correction", held="first")],
                ACCEPTED,
            ),
            "a correction of what is re-checked and was not shown": (
                [*suspension("second"), *again("following", "correction", held="second")],
                not_approved,
            ),
            "a re-issue of another revision": (
                again("following"),
                "articles_live_reissues_what_was_live",
            ),
            "shown for a moment within the same transaction": (
                [
                    publication("following", to=NEW + 1, cause="'correction'"),
                    entry(to=NEW + 1),
                    *replaced(to=NEW + 1),
                    liveentry(to=NEW + 1),
                    "SET CONSTRAINTS ALL DEFERRED",
                    *suspension("second"),
                    *again("following", "correction", held="second"),
                ],
                not_approved,
            ),
            "a lie about what was replaced": (
                [
                    *suspension("second"),
                    publication(
                        "following",
                        says=f"CASE WHEN e.version_id = %(second)s THEN {SAYS_HELD}::jsonb ELSE '{{}}' END",
                        cause="'correction'",
                    ),
                    entry(where="e.version_id <> %(second)s"),
                    entry(where="e.version_id = %(second)s", **HELD),
                    *replaced(more=f", replaced_id = {NEW}, born = 0"),
                    liveentry(),
                    told(),
                ],
                not_approved,
            ),
            "being re-checked after a withdrawal": (
                [*suspension("down_version"), *down],
                not_approved,
            ),
            "being re-checked after a withdrawal in the same transaction": (
                [
                    withdrawal("publication"),
                    *taken_down(),
                    *suspension("first"),
                    publication(says=SAYS_HELD, revision="revision", cause="'correction'"),
                    entry(**HELD),
                    live(),
                    liveentry(),
                    told(),
                ],
                not_approved,
            ),
            # Live rows alone
            "a live entry goes": (
                "DELETE FROM articles_liveentry WHERE live_id = %(article)s",
                complete,
            ),
            "a live entry changes": (
                """UPDATE articles_liveentry SET shown_as = 'omitted', active = NULL
                    WHERE live_id = %(article)s""",
                complete,
            ),
            "a live entry moves to another page": (
                """UPDATE articles_liveentry SET live_id = %(other_article)s, position = 9
                    WHERE live_id = %(article)s""",
                complete,
            ),
            "a live page moves to another address": (
                [
                    *taken_down("other_article"),
                    withdrawal("other", "other_article"),
                    told("other_article"),
                    """UPDATE articles_liveentry SET live_id = %(other_article)s
                        WHERE live_id = %(article)s""",
                    """UPDATE articles_live SET article_id = %(other_article)s,
                        publication_id = %(other)s WHERE article_id = %(article)s""",
                ],
                complete,
            ),
            "a change that nobody is told of": (
                "UPDATE articles_live SET born = 0 WHERE article_id = %(article)s",
                "articles_live_has_event",
            ),
            # Withdrawals
            "a withdrawal": ([withdrawal("publication"), *taken_down(), told()], ACCEPTED),
            "a withdrawal that nobody is told of": (
                [withdrawal("publication"), *taken_down()],
                "articles_withdrawal_has_event",
            ),
            "no withdrawal": (taken_down(), ends),
            "no withdrawal but an old one": (taken_down("back_article"), ends),
            "a withdrawal that leaves the page": (
                [withdrawal("publication"), told()],
                "articles_live_was_not_withdrawn",
            ),
            "a withdrawal without a reason": (
                withdrawal("publication", reason="'Wrong.'"),
                "articles_withdrawal_has_a_reason",
            ),
            "a withdrawal of another page": (
                [withdrawal("other"), *taken_down(), told()],
                "articles_withdrawal_publication_fk",
            ),
            "what was withdrawn comes back by itself": (
                [live(to=page["down"]), liveentry(to=page["down"]), told("down_article")],
                "articles_live_was_not_withdrawn",
            ),
        },
        page,
    )


def test_live_remembers_what_it_replaced(page: dict[str, Any]) -> None:
    assert outcome(again("following", "correction"), page, keep=True) == ACCEPTED
    now = Live.objects.get(article=page["article"])
    assert (now.publication_id, now.replaced_id) == (NEW, page["publication"])
    assert Publication.objects.get(pk=NEW).born == now.born


# Who and when (item 12)


def test_people_who_are_named_are_not_deleted() -> None:
    signer = make_reviewer().user
    revision = make_revision([approved_version()])
    sign_off(revision=revision, by=signer, items=CONFIRMED)
    shown = publish(revision=revision, by=make_user(Role.PUBLISHER))
    people: dict[str, Callable[[], Any]] = {
        "author": lambda: revision.opened_by_id,
        "signer": lambda: signer.pk,
        "publisher": lambda: shown.published_by_id,
    }
    for who, number in people.items():
        assert outcome("DELETE FROM auth_user WHERE id = %(who)s", {"who": number()}) != ACCEPTED, (
            who
        )
