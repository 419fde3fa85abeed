"""References that were merged are one work (D9): the rule reads works, each with one set of facts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from evidence.badges.facts import ProfileFacts, SourceFacts, Verdict
from evidence.choices import Design


def work_of(key: str, facts: Mapping[str, SourceFacts]) -> str:
    """The key of the work that a reference is."""
    known = facts.get(key)
    return (known.work if known else "") or key


def verdicts_by_work(
    verdicts: Sequence[Verdict], facts: Mapping[str, SourceFacts]
) -> list[Verdict]:
    """The same verdicts, each about a work."""
    return [replace(one, reference=work_of(one.reference, facts)) for one in verdicts]


def profile_by_work(
    profile: ProfileFacts | None, facts: Mapping[str, SourceFacts]
) -> ProfileFacts | None:
    """The same appraisal over works. One that it names twice is one, but for a direction of each."""
    if profile is None:
        return None
    studies = [replace(one, reference=work_of(one.reference, facts)) for one in profile.studies]
    return replace(profile, studies=tuple(dict.fromkeys(studies)))


def facts_by_work(facts: Mapping[str, SourceFacts]) -> dict[str, SourceFacts]:
    """One set of facts for each work, with the trial that it is a report of.

    Those of the copy that stands for the work hold; where nobody said what that is, those of another copy.
    Copies that name different trials make these one trial, for every work that names either.
    """
    copies: dict[str, list[str]] = {}
    for key in sorted(facts):
        copies.setdefault(work_of(key, facts), []).append(key)
    trials = {work: {facts[key].cluster for key in keys} - {""} for work, keys in copies.items()}
    joined = _joined(trials.values())
    return {
        work: replace(
            facts[min(keys, key=lambda key: (facts[key].design == Design.UNKNOWN, key != work))],
            work="",
            cluster=next((min(group) for group in joined if group & trials[work]), ""),
        )
        for work, keys in copies.items()
    }


def _joined(named_together: Iterable[Collection[str]]) -> list[set[str]]:
    """Names that are linked by being named together, as groups that share none."""
    groups: list[set[str]] = []
    for names in named_together:
        linked = [group for group in groups if group.intersection(names)]
        groups = [group for group in groups if group not in linked]
        groups.append(set(names).union(*linked))
    return groups
