"""What is one work, and what is one study: the rule reads works (D9) and counts independent studies (line 5)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from evidence.badges.facts import ProfileFacts, SourceFacts, Verdict
from evidence.choices import Design
from evidence.registrations import trials_of


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
    """One set of facts for each work, with the study that it is a report of (`cluster`).

    Those of the copy that stands for the work hold; where nobody said what that is, those of another copy.
    Works are reports of one study if they name the same trial, or if a link says so, or by way of others:
    whatever one work names (its trials, its links, those of its copies) is one study.
    """
    copies: dict[str, list[str]] = {}
    for key in sorted(facts):
        copies.setdefault(work_of(key, facts), []).append(key)
    trials = {
        work: frozenset().union(*(_names(facts[key]) for key in keys))
        for work, keys in copies.items()
    }
    joined = _joined(trials.values())
    return {
        work: replace(
            facts[min(keys, key=lambda key: (facts[key].design == Design.UNKNOWN, key != work))],
            work="",
            links=(),
            cluster=next((min(group) for group in joined if group & trials[work]), ""),
        )
        for work, keys in copies.items()
    }


def _names(facts: SourceFacts) -> frozenset[str]:
    """What the study of a reference is known by."""
    return trials_of(facts.cluster) | {f"link {name}" for name in facts.links}


def _joined(named_together: Iterable[Collection[str]]) -> list[set[str]]:
    """Names that are linked by being named together, as groups that share none."""
    groups: list[set[str]] = []
    for names in named_together:
        linked = [group for group in groups if group.intersection(names)]
        groups = [group for group in groups if group not in linked]
        groups.append(set(names).union(*linked))
    return groups
