"""Background jobs of evidence: load, one service, done. Safe to run twice."""

from procrastinate.contrib.django import app

from evidence.services.method import apply_method
from references.models import NoticeCancellation
from references.retelling import still_to_follow
from references.services.cancelling import follow_cancellation


@app.periodic(cron="35 * * * *")
@app.task(name="evidence.apply_method", queueing_lock="evidence.apply_method", pass_context=False)
def follow_method(timestamp: int = 0) -> int:
    """Compute badges again where the rule was raised since; nothing otherwise."""
    run = apply_method()
    return run.counts["looked_at"] if run else 0


@app.periodic(cron="50 * * * *")
@app.task(name="evidence.finish", queueing_lock="evidence.finish", pass_context=False)
def finish_cancellations(timestamp: int = 0) -> int:
    """Finish the cancellations of loads that broke off."""
    left = [one for one in NoticeCancellation.objects.order_by("id") if still_to_follow(one)]
    for cancellation in left:
        follow_cancellation(cancellation=cancellation)
    return len(left)
