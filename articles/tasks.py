"""Background jobs of articles: each loads, calls one service, and is done. Safe to run twice."""

from procrastinate.contrib.django import app

from articles.models import Publication
from articles.pages import templates_digest
from articles.services.clocks import follow_dates
from articles.services.publishing import write_page
from articles.services.scheduling import carry_out_due


@app.periodic(cron="20 4 * * *")
@app.task(name="articles.follow_dates", queueing_lock="articles.follow_dates", pass_context=False)
def follow(timestamp: int = 0) -> dict[str, int]:
    """Once a day: clocks that ran out, reviews that fell due, dates that moved (D6, D7)."""
    return follow_dates()


@app.periodic(cron="*/10 * * * *")
@app.task(name="articles.rerender", queueing_lock="articles.rerender", pass_context=False)
def rerender(timestamp: int = 0) -> int:
    """Render again the live pages that older templates made; a redesign never republishes (D6)."""
    stale = Publication.objects.filter(live__isnull=False).exclude(
        page__templates=templates_digest()
    )
    for publication in stale:
        write_page(publication)
    return len(stale)


@app.periodic(cron="* * * * *")
@app.task(name="articles.schedules", queueing_lock="articles.schedules", pass_context=False)
def schedules(timestamp: int = 0) -> dict[str, int]:
    """Every minute: what publishers set for a time, with every check made again (D6)."""
    return carry_out_due()
