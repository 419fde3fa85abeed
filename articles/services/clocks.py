"""What time does to live pages: clocks that run out, reviews that fall due (D6, D7)."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from articles import policies
from articles.choices import ShownAs
from articles.models import Article, ClockConfirmation, Live, LiveEntry, Publication, Withdrawal
from articles.selectors.clocks import MANY, clocks_of, suspended_claims
from articles.selectors.dates import dates_moved
from articles.services.publishing import take_down
from articles.services.reissuing import reissue
from articles.services.standing import Entry, entries_again, is_harm_warning
from evidence.models import Claim
from references.choices import Role
from references.events import Journal, recorded, retrying
from references.models import NoticeLoad
from references.policies import role_for
from references.refusals import REASON_LENGTH, NotAllowed, NotPossible
from references.selectors import portal_user

A_THIRD = 3
CLOCK_NOTE = "A statement that is being re-checked for two weeks was folded away."
DATES_NOTE = "Dates of reviews, searches or records moved on."
KEY_MESSAGE = (
    "A key message of this page has been re-checked for two weeks because of its sources."
    " The page comes back when it has been reviewed."
)
MANY_CLAIMS = (
    "A third or more of the statements of this page have been re-checked for two weeks because of"
    " their sources. The page comes back when they have been reviewed."
)


def confirm_clocks(*, load: NoticeLoad, by: User, reason: str) -> ClockConfirmation:
    """Let the clocks of a load that suspended more than ten claims run; the daily job does what is due.

    Refuses all but publishers, a short reason, a load whose clocks run anyway, and one that was cancelled.
    """
    if not policies.can_confirm_clocks(by):
        raise NotAllowed("Only publishers let these clocks run.")
    if len(reason.strip()) < REASON_LENGTH:
        raise NotPossible(f"Say why, in at least {REASON_LENGTH} characters.")
    with recorded(by=by, role=role_for(by, Role.PUBLISHER)) as journal:
        if NoticeLoad.objects.filter(pk=load.pk).exclude(cancellation=None).exists():
            raise NotPossible("This load was cancelled: nothing waits for its clocks.")
        if ClockConfirmation.objects.filter(load=load).exists():
            raise NotPossible("These clocks were confirmed already.")
        claims = suspended_claims(load)
        if claims <= MANY:
            raise NotPossible(
                f"This load suspended {claims} claims; only above {MANY} do clocks wait."
            )
        confirmation = ClockConfirmation.objects.create(
            load=load, reason=reason.strip(), confirmed_by=by
        )
        journal.note(
            f"notices:{load.pk}", "clocks_confirmed", reason=confirmation.reason, claims=claims
        )
    return confirmation


def follow_dates(*, now: datetime | None = None) -> dict[str, int]:
    """Do to every live page what time asks for by `now`, each in a transaction of its own, by the portal.

    A benefit claim suspended for fourteen days folds away behind a dated notice; a page of which a key message,
    or a third of the claims, was suspended so long is withdrawn; a page whose review fell due, or on which a
    date moved, is re-issued. Harm warnings stay in full and withdraw nothing. Clocks of a load that waits for a
    confirmation stand still. Done twice, the second time does nothing. Returns how many pages were withdrawn
    and re-issued.
    """
    moment = now or timezone.now()
    done = {"withdrawn": 0, "reissued": 0}
    for article in Live.objects.order_by("article_id").values_list("article", flat=True):
        what = retrying(_follow)(article, moment)
        if what is not None:
            done["withdrawn" if isinstance(what, Withdrawal) else "reissued"] += 1
    return done


def _follow(article: int, now: datetime) -> Withdrawal | Publication | None:
    machine = portal_user()
    with recorded(by=machine, role=Role.PORTAL) as journal:
        claims = LiveEntry.objects.filter(live=article).values("claim")
        list(Claim.objects.filter(pk__in=claims).in_lock_order())
        Article.objects.in_lock_order().get(pk=article)
        live = (
            Live.objects.filter(article=article)
            .select_related("article", "publication__revision__article", "publication__signoff")
            .first()
        )
        return _turn(journal, live, now) if live is not None else None


def _turn(journal: Journal, live: Live, now: datetime) -> Withdrawal | Publication | None:
    signed_by = live.publication.signoff.signed_by_id
    entries = entries_again(live.publication_id, signed_by=signed_by, now=now)
    if why := why_withdrawn(entries, now):
        return take_down(journal, live=live, reason=why)
    on = timezone.localdate(now)
    standing = {entry.position: entry.version.pk for entry in entries if entry.approval}
    moved = dates_moved(live.publication, standing, on)
    was = dict(live.entries.values_list("position", "shown_as"))
    folded = any(
        entry.shown_as == ShownAs.COLLAPSED and was.get(entry.position) != ShownAs.COLLAPSED
        for entry in entries
    )
    note = " ".join([CLOCK_NOTE] * folded + [DATES_NOTE] * moved)
    if reissue(journal, live=live, note=note, always=moved, now=now):
        return Publication.objects.filter(article=live.article).order_by("-number").first()
    return None


def why_withdrawn(entries: list[Entry], now: datetime) -> str:
    """Why a page with these entries goes, for readers: its key message, or a third of it; empty if it stays."""
    clocks = clocks_of([entry.version.pk for entry in entries if entry.approval is None], now=now)
    gone = [
        entry
        for entry in entries
        if entry.approval is None
        and not is_harm_warning(entry.version)
        and entry.version.pk in clocks
        and clocks[entry.version.pk].has_run_out
    ]
    if any(entry.is_key_message for entry in gone):
        return KEY_MESSAGE
    claims = {entry.claim for entry in entries}
    if gone and len({entry.claim for entry in gone}) * A_THIRD >= len(claims):
        return MANY_CLAIMS
    return ""
