"""A source as readers are told of it: what it is, and whether it still stands."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.content import ReferenceContent
from evidence.choices import Design, Interests, Judgement, Population
from evidence.templatetags.badges import day_in_words
from references.choices import Standing

GRAVE = (Standing.RETRACTED, Standing.WITHDRAWN, Standing.CONCERN)
IN_PEOPLE = (Population.PEOPLE, Population.PEOPLE_SAMPLES)
# Kinds of source in which nobody and nothing was studied.
NO_STUDY = (
    Design.GUIDELINE,
    Design.NARRATIVE_REVIEW,
    Design.REFERENCE_WORK,
    Design.OFFICIAL_DOCUMENT,
    Design.REGISTRY_RECORD,
    Design.OPINION,
    Design.PROTOCOL,
    Design.SEARCH,
)

JUDGED = {
    Judgement.SUPPORTS: "Says this",
    Judgement.PARTLY: "Says part of this",
    Judgement.CONTRADICTS: "Says otherwise",
    Judgement.MENTIONS: "Only mentions it",
    Judgement.IRRELEVANT: "Does not bear on it",
}


@dataclass(frozen=True)
class StandingWords:
    """What notices say of a source, and whether that is a reason to stop."""

    text: str
    is_grave: bool


def standing_words(standing: str, as_of: str) -> StandingWords:
    """The standing in words. Unchecked is never clean."""
    when = day_in_words(as_of) if as_of else ""
    words = {
        Standing.NOT_CHECKED: _("Not checked for retractions"),
        Standing.NONE_FOUND: _("No retraction or other notice found"),
        Standing.CORRECTED: _("A correction was published"),
        Standing.CONCERN: _("The journal published an expression of concern"),
        Standing.RETRACTED: _("Retracted: this source does not count"),
        Standing.REINSTATED: _("Retracted, then reinstated"),
        Standing.WITHDRAWN: _("Withdrawn: this source does not count"),
    }[Standing(standing)]
    if when and standing != Standing.NOT_CHECKED:
        words = _("%(words)s (as of %(day)s)") % {"words": words, "day": when}
    return StandingWords(words, standing in GRAVE)


def what_it_is(reference: ReferenceContent) -> str:
    """Design, in whom or what, how many, for how long."""
    design = Design(reference["design"])
    parts = [_("Kind of study not known") if design == Design.UNKNOWN else str(design.label)]
    if design not in NO_STUDY:
        parts += _who(reference)
    if reference["is_preprint"]:
        parts.append(_("preprint or conference abstract"))
    return ", ".join(parts)


def _who(reference: ReferenceContent) -> list[str]:
    population, n = reference["population"], reference["n_analysed"]
    parts = []
    if reference["species"] and population not in IN_PEOPLE:
        parts.append(reference["species"])
    elif population and population != Population.PEOPLE:
        parts.append(Population(population).label.lower())
    if n is not None:
        in_people = population == Population.PEOPLE
        people = ngettext("%(n)s person", "%(n)s people", n)
        parts.append((people if in_people else _("%(n)s analysed")) % {"n": n})
    elif population == Population.PEOPLE:
        parts.append(_("in people"))
    if reference["follow_up"]:
        parts.append(_("followed for %(time)s") % {"time": reference["follow_up"]})
    return parts


def interests_words(value: str, *, seller_involved: bool) -> str:
    """What a study declares of its interests, and whether a seller was involved."""
    seller = _("A seller or a clinic of the treatment was involved")
    said = {
        Interests.NONE: _("Interests: none declared"),
        Interests.DECLARED: _("Interests were declared"),
        Interests.SELLER: seller,
        Interests.NOT_REPORTED: "",
    }[Interests(value)]
    return ". ".join(filter(None, (said, seller))) if seller_involved else said
