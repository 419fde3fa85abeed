"""Background jobs of the library: load, one act, done. Each may run more than once."""

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from procrastinate.contrib.django import app

from references.services.people import INVITATION

LETTER = """Hello {name},

you are invited to work on the MSC Portal. Set your password here, within three days:

{link}

Then sign in with your e-mail address. If you did not expect this, you need not do anything.
"""


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
