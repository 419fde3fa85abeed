"""The desk at 100,000 claims and a million references, against 1,000 claims: the same pages, the same data per claim.

Every line is the median of some runs of one request through Django by a reviewer or an editor, from the address
to the page; the ratio is large to small. The rows are put in by set-based SQL, in a database of its own whose
triggers are silent meanwhile. Sizes can be given as arguments: claims, references, for the small and the large.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator

from benchmarks.child import measure as in_a_database
from benchmarks.child import migrated, say
from benchmarks.search import fill as fill_library

SIZES = ((1_000, 10_000), (100_000, 1_000_000))
RUNS = 15
# Below this a difference between two medians is the machine's noise.
FLOOR = 0.005
MOST_RATIO, MOST_QUERIES = 2.0, 12
# The pages that people work on; of the others, lists and reports read what there is, the numbers are printed.
HELD = ("queue", "review page", "question screen", "question, appraise", "source screen")
REVIEWERS, WRITERS = 40, 20

# Of a hundred claims: 3 in review, 1 in two hundred disputed, 1 suspended, 2 sent back, 2 drafts, the rest stands.
STATUS = """CASE WHEN i %% 100 < 3 THEN 'in_review' WHEN i %% 200 = 50 THEN 'disputed'
    WHEN i %% 100 = 60 THEN 'suspended' WHEN i %% 100 IN (70, 71) THEN 'changes_requested'
    ELSE 'approved' END"""

ROWS = (
    """INSERT INTO auth_user (username, first_name, last_name, email, password, is_staff, is_active,
            is_superuser, date_joined)
        SELECT 'person' || i, 'Person', 'Number ' || i, 'p' || i || '@bench.invalid', '!', true, true, false, now()
        FROM generate_series(1, %(people)s) i""",
    """INSERT INTO auth_user_groups (user_id, group_id) SELECT u.id, g.id FROM auth_user u, auth_group g
        WHERE u.username LIKE 'person%%' AND g.name = CASE
            WHEN substr(u.username, 7)::int <= %(reviewers)s THEN 'reviewer' ELSE 'editor' END""",
    """INSERT INTO evidence_reviewer (user_id, name, credentials, orcid, is_demonstration, active, onboarded_at,
            onboarded_by_id)
        SELECT id, last_name, 'MD', '0000-0002-1825-' || lpad(id::text, 4, '0'), false, true, now(), id
        FROM auth_user WHERE username LIKE 'person%%' AND substr(username, 7)::int <= %(reviewers)s""",
    """INSERT INTO evidence_declaration (reviewer_id, intervention, subject, kind, text, expires_on, declared_by_id)
        SELECT id, '', '', 'none', '', current_date + 300, user_id FROM evidence_reviewer""",
    """CREATE TEMP TABLE who AS SELECT (substr(username, 7)::int) AS n, id FROM auth_user
        WHERE username LIKE 'person%%'""",
    """CREATE TEMP TABLE work AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM references_reference
        ORDER BY id LIMIT %(cited)s""",
    "CREATE INDEX ON work (n)",
    """INSERT INTO evidence_question (id, key, title, population, intervention, comparator, outcome,
            created_at, created_by_id)
        SELECT i, 'question-' || i, 'Do infusions of kind ' || i || ' clear plaques?', 'adults', 'infusion', '',
            'cleared plaques', now(), (SELECT id FROM who WHERE n = %(reviewers)s + 1)
        FROM generate_series(1, greatest(1, %(claims)s / 20)) i""",
    """INSERT INTO evidence_studyfacts (reference_id, number, design, population, species, n, follow_up, funding,
            interests, concurrent_group, pooled_designs, pooled_populations, pooled_studies, reports_apart,
            includes_retracted, about_lab_work, stated_certainty, is_preprint, cluster, entered_at,
            entered_by_id, confirmed_at, confirmed_by_id)
        SELECT w.id, 1, 'rct', 'people', '', 500, '', '', 'none', false, '{}', '{}', 0, false, false, false, '',
            false, '', now(), p.id, now(), p.id FROM work w, who p WHERE p.n = 1""",
    """INSERT INTO evidence_profile (id, question_id, number, direction, risk_of_bias, inconsistency,
            inconsistency_explained, indirectness, imprecision, publication_bias, large_effect, dose_response,
            plausible_confounding, interval_spans_both, surrogate_only, n_waiver, rationale, effect_line,
            adopted_at, adopted_by_id, drafted_by_id, review_due_on, born)
        SELECT q.id, q.id, 1, 'for', 1, 1, false, 0, 0, 0, 0, 0, 0, false, false, '', 'Trials that agree.', '',
            now(), p.id, p.id, current_date + CASE WHEN q.id %% 50 = 0 THEN -1 ELSE 300 END, 0
        FROM evidence_question q, who p WHERE p.n = 2""",
    """INSERT INTO evidence_profilestudy (profile_id, reference_id, direction, apart_from_reviews)
        SELECT p.id, w.id, 'for', false FROM evidence_profile p CROSS JOIN generate_series(0, 2) k
        JOIN work w ON w.n = (p.id * 3 + k) %% %(cited)s + 1""",
    """INSERT INTO evidence_claim (id, key, created_at, created_by_id)
        SELECT i, 'c' || lpad(i::text, 9, '0'), now() - i * interval '1 second', p.id
        FROM generate_series(1, %(claims)s) i JOIN who p ON p.n = %(reviewers)s + 1 + i %% %(writers)s""",
    """INSERT INTO evidence_claimversion (id, claim_id, number, status, digest, paragraph, text, asks, direction,
            asserts, comparative, is_finding, reassures_or_advises, question_id, author_id, submitted_at, born)
        SELECT i, i, 1, %(status)s, md5(i::text) || md5(i::text), 'A paragraph.',
            'In group ' || i || ' the infusion may have cleared the plaques of 8 of 17 adults.', 'effect', 'for',
            '', false, false, i %% 3 = 0, i %% greatest(1, %(claims)s / 20) + 1, c.created_by_id,
            c.created_at, 0 FROM generate_series(1, %(claims)s) i JOIN evidence_claim c ON c.id = i""",
    """INSERT INTO evidence_contributor (version_id, user_id) SELECT id, author_id FROM evidence_claimversion""",
    """INSERT INTO evidence_citation (version_id, position, reference_id, stance, quote, locator, no_quote_reason,
            quote_check)
        SELECT v.id, k, w.id, 'supports', 'the plaques cleared', 'abstract', '', 'found_in_abstract'
        FROM evidence_claimversion v CROSS JOIN generate_series(1, 2) k
        JOIN work w ON w.n = (v.id * 3 + k) %% %(cited)s + 1""",
    """INSERT INTO evidence_round (id, claim_id, version_id, number, kind, required_reviews, note, outcome,
            opened_at, opened_by_id, closed_at, closed_by_id)
        SELECT v.id, v.claim_id, v.id, 1, 'review', 2, '',
            CASE WHEN v.status IN ('in_review', 'disputed') THEN '' WHEN v.status = 'changes_requested'
                THEN 'changes_requested' ELSE 'approved' END,
            v.submitted_at, v.author_id,
            CASE WHEN v.status NOT IN ('in_review', 'disputed') THEN v.submitted_at + interval '1 hour' END,
            CASE WHEN v.status NOT IN ('in_review', 'disputed') THEN v.author_id END
        FROM evidence_claimversion v""",
    """INSERT INTO evidence_review (id, round_id, claim_id, version_id, digest, version_author_id, reviewer_id,
            kind, decision, reason, comment, badge, profile_id, method, decided_at, born)
        SELECT v.id * 2 + k, v.id, v.claim_id, v.id, v.digest, v.author_id, p.id, 'review',
            CASE WHEN k = 1 AND v.status IN ('disputed', 'changes_requested') THEN 'request_changes'
                ELSE 'approve' END, 'It says more than its source.', '', 'low', v.question_id, '1',
            v.submitted_at + interval '30 minutes', 0
        FROM evidence_claimversion v CROSS JOIN generate_series(0, 1) k
        JOIN who p ON p.n = (v.id + k * 7) %% (%(reviewers)s - 1) + 2
        WHERE v.status <> 'in_review' OR (k = 0 AND v.id %% 2 = 0)""",
    """INSERT INTO evidence_citationverdict (review_id, citation_id, judgement, comparison, population,
            outcome_matches, vouch_reason)
        SELECT r.id, c.id, 'supports', 'rct', 'people', true, '' FROM evidence_review r
        JOIN evidence_citation c ON c.version_id = r.version_id""",
    """INSERT INTO evidence_approval (id, claim_id, version_id, digest, round_id, basis, badge, profile_id, method,
            active, approved_at, approved_by_id, ended_at, ended_by_id, born)
        SELECT v.id, v.claim_id, v.id, v.digest, v.id, 'reviews', 'low', v.question_id, '1',
            v.status = 'approved', v.submitted_at, v.author_id,
            CASE WHEN v.status <> 'approved' THEN now() END,
            CASE WHEN v.status <> 'approved' THEN v.author_id END, 0
        FROM evidence_claimversion v WHERE v.status IN ('approved', 'suspended')""",
    """INSERT INTO evidence_approvalverdict (approval_id, citation_id, judgement, comparison, population,
            outcome_matches, vouch_reason)
        SELECT a.id, c.id, 'supports', 'rct', 'people', true, '' FROM evidence_approval a
        JOIN evidence_citation c ON c.version_id = a.version_id""",
    """INSERT INTO evidence_approvalsource (approval_id, reference_id)
        SELECT DISTINCT a.id, c.reference_id FROM evidence_approval a
        JOIN evidence_citation c ON c.version_id = a.version_id""",
    """INSERT INTO evidence_grading (version_id, approval_id, computed, shown, reasons, counted, cause, profile_id,
            method, computed_at)
        SELECT v.id, CASE WHEN k = 1 THEN a.id END, 'low', 'low', '[["4", "Randomised trials."]]', '[]',
            CASE WHEN k = 1 THEN 'approval' ELSE 'submission' END, v.question_id, '1', v.submitted_at
        FROM evidence_claimversion v LEFT JOIN evidence_approval a ON a.version_id = v.id
            CROSS JOIN generate_series(0, 1) k WHERE k = 0 OR a.id IS NOT NULL""",
    """INSERT INTO evidence_suspension (version_id, approval_id, cause, detail, suspended_at, suspended_by_id)
        SELECT v.id, v.id, 'standing', 'A source is now retracted.', v.submitted_at, v.author_id
        FROM evidence_claimversion v WHERE v.status = 'suspended'""",
    """INSERT INTO evidence_assignment (round_id, version_id, reviewer_id, due_on, assigned_at, assigned_by_id)
        SELECT v.id, v.id, p.id, current_date + (v.id %% 20)::int - 5, now(), v.author_id
        FROM evidence_claimversion v JOIN who p ON p.n = (v.id / 100 + v.id) %% %(reviewers)s + 1
        WHERE v.status = 'in_review'""",
    """INSERT INTO evidence_claimdraft (claim_id, text, asks, direction, asserts, comparative, is_finding,
            reassures_or_advises, citations, opened_from, opened_at, opened_by_id, saved_at, saved_by_id)
        SELECT c.id, 'In group ' || c.id || ' it may do more.', 'effect', 'for', '', false, false, false, '[]', '',
            now(), c.created_by_id, now(), c.created_by_id
        FROM evidence_claim c WHERE c.id %% 100 IN (80, 81)""",
    """INSERT INTO references_event (stream, seq, at, txid, actor_id, role, verb, data, prev_hash, hash)
        SELECT 'claim:' || c.key, k, c.created_at + k * interval '1 minute', c.id, c.created_by_id, 'editor',
            (ARRAY['claim.created', 'claim.submitted', 'round.opened', 'review.recorded', 'round.closed',
                'claim.approved'])[k],
            jsonb_build_object('version', 1, 'round', 1, 'review', c.id * 2), '', ''
        FROM evidence_claim c, generate_series(1, 6) k""",
)
TABLES = """SELECT relname FROM pg_class WHERE relkind = 'r'
    AND relname ~ '^(evidence_|references_event|auth_user)'"""


def fill(claims: int, references: int) -> None:
    """So many references, and claims in every state with all that belongs to them."""
    from django.db import connection

    fill_library(references)
    values = {
        "claims": claims,
        "people": REVIEWERS + WRITERS,
        "reviewers": REVIEWERS,
        "writers": WRITERS,
        # Four sentences for each work that is cited, however large the site.
        "cited": max(10, claims // 2),
    }
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
        for statement in ROWS:
            cursor.execute(statement.replace("%(status)s", STATUS), values)
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER ALL')
            cursor.execute(f'VACUUM (ANALYZE) "{table}"')


def requests() -> Iterator[tuple[str, str, str]]:
    """What is measured: a name, who asks, and an address."""
    from django.urls import reverse

    from evidence.models import Citation, ClaimVersion, Question

    queue = reverse("admin:evidence_claim_changelist")
    for tab in ("mine", "waiting", "disputed", "suspended", "overdue", "drafts", "all"):
        yield f"queue, {tab}", "reviewer", f"{queue}?tab={tab}"
    yield "queue, all, of an editor", "editor", f"{queue}?tab=all"
    yield "queue, deep page", "editor", f"{queue}?tab=all&p=20"
    yield "queue, search for a key", "editor", f"{queue}?tab=all&q=c000000500"
    waiting = ClaimVersion.objects.filter(status="in_review").order_by("pk")[5]
    standing = ClaimVersion.objects.filter(status="approved").order_by("pk")[5]
    source = Citation.objects.filter(version=waiting)[0]
    question = Question.objects.order_by("pk")[3]
    for name, who, view, pk in (
        ("review page", "reviewer", "evidence_claim_review", waiting.claim_id),
        ("claim page", "editor", "evidence_claim_change", standing.claim_id),
        ("timeline", "editor", "evidence_claim_history", standing.claim_id),
        ("question list", "reviewer", "evidence_question_changelist", None),
        ("question screen", "reviewer", "evidence_question_change", question.pk),
        ("question, appraise", "reviewer", "evidence_question_appraise", question.pk),
        ("list of sources", "reviewer", "evidence_claim_sources", None),
        ("source screen", "reviewer", "evidence_claim_source", source.reference.key),
        ("threads", "reviewer", "evidence_thread_changelist", None),
    ):
        yield name, who, reverse(f"admin:{view}", args=[pk] if pk else None)
    for report in (
        "workload",
        "waiting",
        "second",
        "agreement",
        "overdue",
        "suspended",
        "unpublished",
    ):
        yield f"report, {report}", "editor", f"/admin/articles/article/reports/?report={report}"


def measure() -> dict[str, tuple[float, int]]:
    """Median seconds and queries of every request."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    clients = {}
    for who, number in (("reviewer", 1), ("editor", REVIEWERS + 1)):
        clients[who] = Client(SERVER_NAME="localhost")
        clients[who].force_login(User.objects.get(username=f"person{number}"))
    told = {}
    for name, who, address in requests():
        client = clients[who]
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
        asked = len(queries)
        slowest = max(queries.captured_queries, key=lambda query: float(query["time"]))
        sys.stderr.write(f"{name}: {slowest['time']} s: {slowest['sql'][:300]}\n")
        times = []
        for _ in range(RUNS):
            started = time.perf_counter()
            client.get(address)
            times.append(time.perf_counter() - started)
        told[name] = (statistics.median(times), asked)
    return told


def child(claims: int, references: int) -> None:
    """Fill and measure one site; prints JSON."""
    migrated()
    started = time.perf_counter()
    fill(claims, references)
    sys.stderr.write(f"filled in {time.perf_counter() - started:.0f} s\n")
    say(json.dumps(measure()))


def measured(claims: int, references: int) -> dict[str, tuple[float, int]]:
    """One site of so many claims and references."""
    said = in_a_database("benchmarks.desk", claims, references, durable=False, told=True)
    told: dict[str, tuple[float, int]] = json.loads(said.splitlines()[-1])
    return told


def main(sizes: tuple[tuple[int, int], tuple[int, int]] = SIZES) -> None:
    """Both sites, and the ratio of every median."""
    small, large = measured(*sizes[0]), measured(*sizes[1])
    say(f"{'claims':30}{sizes[0][0]:>12,} {sizes[1][0]:>12,}   ratio  queries")
    broken = []
    for name, (before, asked) in small.items():
        after, queries = large[name]
        ratio = after / before
        held = not name.startswith(HELD) or (
            (ratio <= MOST_RATIO or max(before, after) < FLOOR)
            and max(asked, queries) < MOST_QUERIES
        )
        say(
            f"{name:30}{before * 1000:>9.1f} ms {after * 1000:>9.1f} ms {ratio:>7.2f} {asked:>4} {queries:>4}"
            + ("" if held else "  BROKEN")
        )
        broken += [] if held else [name]
    say(
        f"{', '.join(HELD)} within {MOST_RATIO:g} times, under {MOST_QUERIES} queries: "
        + ("all" if not broken else "all but " + ", ".join(broken))
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), int(sys.argv[3]))
    else:
        given = [int(argument.replace("_", "")) for argument in sys.argv[1:5]]
        main(((given[0], given[1]), (given[2], given[3])) if len(given) == 4 else SIZES)
