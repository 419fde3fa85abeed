"""Migration 0005 there and back: what was saved before it is kept, whether signed off or still written."""

import pytest
from django.core.management import call_command

from articles.models import Revision, RevisionText
from articles.services.writing import save_revision
from references.choices import Role
from tests.articles.test_guards import told
from tests.evidence.test_guards import ACCEPTED, outcome
from tests.factories.articles import make_signoff, resaved_revision
from tests.factories.people import make_superuser, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_saved_before_is_kept_there_and_back() -> None:
    written, signed = resaved_revision(summary="A summary."), make_signoff().revision
    call_command("migrate", "articles", "0004", verbosity=0)
    write = "UPDATE articles_revision SET body = 'Written before.' WHERE id = %(revision)s"
    ids = {"revision": written.pk, "article": written.article_id, "admin": make_superuser().pk}
    assert outcome([told(), write], ids, keep=True) == ACCEPTED
    call_command("migrate", "articles", "0005", verbosity=0)
    for revision in Revision.objects.all():
        [text] = revision.texts.all()
        assert (text.number, text.restored_from) == (1, None)
        for name in ("title", "summary", "key_messages", "body", "saved_at", "saved_by"):
            assert getattr(text, name) == getattr(revision, name)
    assert RevisionText.objects.get(revision=written).body == "Written before."
    assert RevisionText.objects.get(revision=signed).body == signed.body
    assert outcome([told(), write.replace("before", "after")], ids) == (
        "articles_revision_text_is_kept"
    )
    save_revision(revision=written, by=make_user(Role.EDITOR), title="Title", body="And more.")
    assert written.texts.count() == 2
