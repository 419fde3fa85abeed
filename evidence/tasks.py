"""Background jobs of the desk: load, one act, done. Each may run more than once."""

from procrastinate.contrib.django import app

from evidence.services.overriding import EXPIRY, end_overrides
from references.events import retrying


@app.periodic(cron="20 1 * * *")
@app.task(name=EXPIRY, queueing_lock=EXPIRY)
def expire_overrides(timestamp: int = 0) -> None:
    """End what has run out; the computed badges are shown again."""
    retrying(end_overrides)()
