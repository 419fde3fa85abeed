"""Sentences are looked for by an index of their words."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from evidence.querysets import Spoken


class Migration(migrations.Migration):
    dependencies = [("evidence", "0011_full_texts_and_verdict_drafts")]

    operations = [
        migrations.AddIndex(
            model_name="claimversion",
            index=GinIndex(Spoken("text"), name="evidence_claimversion_spoken"),
        ),
        migrations.AddIndex(
            model_name="claimdraft",
            index=GinIndex(Spoken("text"), name="evidence_claimdraft_spoken"),
        ),
    ]
