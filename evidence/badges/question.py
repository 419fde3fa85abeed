"""Lines 2 to 8 for what answers a question: effect, harm, frequency, prognosis, test."""

from collections.abc import Callable, Sequence

from evidence.badges.body import Body, Rating, body_of, claims_benefit, rate, rested_on_dropouts
from evidence.badges.counting import Case, listed
from evidence.badges.facts import Reason
from evidence.badges.outcome import Outcome, conclude, contradicts_from, unsupported
from evidence.badges.rule import BOTTOM, PREPRINT_CAP, SURROGATE_CAP, TOP
from evidence.badges.sources import Source
from evidence.badges.start import LEVELS, best_start, start
from evidence.choices import BadgeValue


def question(case: Case) -> Outcome:
    """Lines 2 to 8 for what answers a question: effect, harm, frequency, prognosis, test."""
    counted = case.counted
    against = counted.contradictions_in_people
    if case.says_no_harm and against:
        sentence = f"{listed(against)} saw harm in people, so 'no harm' does not stand."
        return conclude(case, BadgeValue.CONTRADICTED, "2", sentence)
    if not counted.supports:
        return unsupported(case, against)
    body = body_of(case)
    if not counted.supports_in_people:
        return _lab_only(case, body)
    if body is None:
        return _unappraised(case)
    return _graded(case, body)


def _lab_only(case: Case, body: Body | None) -> Outcome:
    against = _level_against(case, body)
    if against >= contradicts_from(case):
        sentence = "All support is from laboratory or animals, and evidence in people at level "
        sentence += f"{against} of {TOP} is against it."
        return conclude(case, BadgeValue.CONTRADICTED, "3", sentence)
    sentence = "All support is from laboratory or animals."
    if against:
        sentence += f" Evidence in people against it is weak: level {against} of {TOP}."
    return conclude(case, BadgeValue.LAB_ANIMAL, "3", sentence)


def _level_against(case: Case, body: Body | None) -> int:
    """The level of the evidence in people against the claim; 0 if there is none.

    A contradiction that the sentence cites is no evidence against it where the appraised body
    points the sentence's way.
    """
    cited = case.counted.contradictions_in_people
    if body is None:
        return best_start(case, cited) if cited else 0
    agrees = bool(body.profile.direction) and body.profile.direction == case.claim.direction
    against = _points_elsewhere(case, body) or (cited and not agrees)
    return rate(case, body).level if against else 0


def _unappraised(case: Case) -> Outcome:
    counted = case.counted
    if counted.contradictions_in_people:
        sentence = f"{listed(counted.supports_in_people)} and "
        sentence += f"{listed(counted.contradictions_in_people)} disagree, and no appraisal of the "
        sentence += "studies in people says which to follow."
        return conclude(case, BadgeValue.MIXED, "4", sentence)
    sentence = "No appraised study in people stands behind it: nothing exceeds very low."
    return conclude(case, BadgeValue.VERY_LOW, "4", sentence)


# Lines 4 to 8: support in people, and an appraised body


def _graded(case: Case, body: Body) -> Outcome:
    rating, ceiling = rate(case, body), _ceiling(case, body)
    reasons = (*case.counted.reasons(), *rating.reasons, *ceiling.reasons)
    level = min(rating.level, ceiling.level)
    value, told = LEVELS[level], ("8", f"Level {level} of {TOP}: {LEVELS[level].label.lower()}.")
    if not rested_on_dropouts(case, body):
        value, told = _by_direction(case, body, rating.level) or (value, told)
    return Outcome(value, (*reasons, told), case.counted.keys)


def _by_direction(case: Case, body: Body, level: int) -> tuple[BadgeValue, Reason] | None:
    """Line 7; none if the body points the claim's way."""
    profile = body.profile
    if _points_elsewhere(case, body):
        told = f"The appraised evidence points another way ({profile.direction}) at level {level}"
        if level >= contradicts_from(case):
            return BadgeValue.CONTRADICTED, ("7", f"{told}.")
        return BadgeValue.VERY_LOW, ("7", f"{told}, too weak to contradict: very low.")
    if case.has_direction and not profile.direction:
        return BadgeValue.MIXED, ("7", "The appraised evidence has no direction.")
    if body.standing and profile.inconsistency >= 2 and not profile.inconsistency_explained:
        return BadgeValue.MIXED, ("7", "The studies disagree and nobody can explain why.")
    return None


def _points_elsewhere(case: Case, body: Body) -> bool:
    """Any direction but the claim's. A frequency, a prognosis or a test result without a direction
    cannot be pointed away from."""
    way, claimed = body.profile.direction, case.claim.direction
    return bool(way) and way != claimed and (case.has_direction or bool(claimed))


def _ceiling(case: Case, body: Body) -> Rating:
    """What the claim's own support in people allows, with and without sources under concern."""
    supports = case.counted.supports_in_people
    whole = _allowed_by(case, body, supports)
    told = list(whole.reasons)
    level = whole.level
    doubtful = [source for source in supports if case.under_concern(source)]
    if doubtful:
        trusted = [source for source in supports if not case.under_concern(source)]
        level = _allowed_by(case, body, trusted).level if trusted else BOTTOM
        sentence = f"Cited here and under concern: {listed(doubtful)}; without, at most {level}."
        told.append(("6", sentence))
    missing = _missing(case, body)
    if missing:
        level = BOTTOM
        told.append(("4", f"The appraisal lacks {listed(missing)}: very low until it is included."))
    return Rating(level, tuple(told))


def _allowed_by(case: Case, body: Body, supports: Sequence[Source]) -> Rating:
    """What the best of these sources allows, each taken with its own caps."""
    return max((_allowed_by_one(case, body, s) for s in supports), key=lambda rating: rating.level)


def _allowed_by_one(case: Case, body: Body, source: Source) -> Rating:
    """The start of the source, if the body starts higher. One that starts where the body does
    shares what raises the body, or line 5 could raise nothing."""
    own = start(case, source).level
    level = own if own < body.start else TOP
    told: list[Reason] = [
        ("4", f"The best support cited in people, {source.key}, starts at {own} of {TOP}.")
    ]
    for line, sentence, cap, holds in OWN_CAPS:
        if level > cap and holds(case, source):
            level = cap
            told.append((line, f"{source.key} {sentence}: at most {cap}."))
    return Rating(level, tuple(told))


def _surrogate(case: Case, source: Source) -> bool:
    seen_otherwise = source.verdict is not None and not source.verdict.outcome_matches
    return seen_otherwise and claims_benefit(case)


def _preprint(case: Case, source: Source) -> bool:
    return source.facts.is_preprint


OWN_CAPS: tuple[tuple[str, str, int, Callable[[Case, Source], bool]], ...] = (
    ("5", "saw a surrogate of the outcome that the sentence names", SURROGATE_CAP, _surrogate),
    ("6", "is a preprint or conference abstract", PREPRINT_CAP, _preprint),
)


def _missing(case: Case, body: Body) -> list[Source]:
    """Counted primary studies in people that the profile does not name (line 4)."""
    counted = case.counted
    cited = (*counted.supports_in_people, *counted.contradictions_in_people)
    return [s for s in cited if s.is_study and not s.is_review and s.key not in body.keys]
