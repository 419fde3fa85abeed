"""Background jobs of the library: load, one act, done. Each may run more than once."""

import contextlib

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import DatabaseError
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from procrastinate.contrib.django import app

from references.events import retrying
from references.models import ImportRun
from references.refusals import IllegalTransition, NotPossible
from references.selectors import portal_user, references_of
from references.services.deciding import COMMITTING, commit_ordered, wait_again
from references.services.duplicates import FINDING, find_duplicates
from references.services.imports import READING, read_import
from references.services.people import INVITATION

LETTER = """Hello {name},

you are invited to work on the MSC Portal. Set your password here, within three days:

{link}

Then sign in with your e-mail address. If you did not expect this, you need not do anything.
"""
FAILED = "The database failed. Try again; if it fails again, ask an administrator."


@app.task(name=INVITATION)
def send_invitation(*, user_id: int) -> None:
    """Mail a link by which the person sets a password; nothing once one is set or the account is closed."""
    user = User.objects.get(pk=user_id)
    if not user.is_active or user.has_usable_password():
        return
    where = reverse(
        "password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    send_mail(
        "Your invitation to the MSC Portal",
        LETTER.format(name=user.get_full_name(), link=f"{settings.SITE_URL}{where}"),
        None,
        [user.email],
    )


@app.task(name=READING)
def read(*, run_id: int, by_id: int) -> None:
    """Read a received file; nothing if it was read, answered for or discarded meanwhile."""
    run, by = ImportRun.objects.get(pk=run_id), User.objects.get(pk=by_id)
    with contextlib.suppress(IllegalTransition):
        retrying(read_import)(run=run, by=by)


@app.task(name=COMMITTING)
def commit(*, run_id: int, by_id: int, without_rejected: bool, order: int = 0) -> None:
    """Commit a staged file; nothing if that was done, taken back or ordered anew meanwhile.

    Refused, it waits again; where the database fails, the job fails, too.
    """
    run, by = ImportRun.objects.get(pk=run_id), User.objects.get(pk=by_id)
    with contextlib.suppress(IllegalTransition):
        try:
            retrying(commit_ordered)(run=run, by=by, order=order, without_rejected=without_rejected)
        except NotPossible as refused:
            wait_again(run=run, by=by, why=refused.message)
        except DatabaseError:
            with contextlib.suppress(IllegalTransition):
                wait_again(run=run, by=by, why=FAILED)
            raise


@app.task(name=FINDING)
def find(*, run_id: int) -> None:
    """Look whether what a committed file added or changed stands in the library twice."""
    run = ImportRun.objects.get(pk=run_id)
    retrying(find_duplicates)(by=portal_user(), references=references_of(run))
