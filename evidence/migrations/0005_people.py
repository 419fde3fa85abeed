"""Tables of interests, authorship, conversation and mail."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What reviewers declare of themselves, what colleagues say to each other, and mails about it."""

    dependencies = [
        ("evidence", "0004_desk"),
        ("references", "0008_one_step_and_one_open"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="studyfacts",
            name="seller_involved",
            field=models.BooleanField(
                db_default=False,
                default=False,
                verbose_name="a seller or clinic of the treatment was involved",
            ),
        ),
        migrations.AlterField(
            model_name="studyfacts",
            name="interests",
            field=models.CharField(
                choices=[
                    ("none", "None declared"),
                    ("declared", "Declared"),
                    ("seller", "Declared"),
                    ("not_reported", "Not reported"),
                ],
                default="not_reported",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_flag", models.BooleanField(default=False, verbose_name="flag")),
                ("text", models.TextField()),
                (
                    "opened_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("resolution", models.TextField(blank=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="evidence.claimversion",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                (
                    "written_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="evidence.thread",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="AuthorshipAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "author_name",
                    models.CharField(max_length=1000, verbose_name="author as printed"),
                ),
                ("is_author", models.BooleanField(verbose_name="it is this person")),
                (
                    "answered_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="references.reference",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorship_answers",
                        to="evidence.reviewer",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reviewer", "reference", "author_name", "is_author"),
                        name="evidence_authorshipanswer_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("intervention", models.CharField(blank=True, max_length=300)),
                ("subject", models.TextField(db_collation="C", db_default="", editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("none", "No interests"),
                            ("declared", "Interests, but not paid by a seller or clinic of it"),
                            ("paid", "Paid by a seller or clinic of it"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="what readers are told")),
                (
                    "expires_on",
                    models.DateField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "declared_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="evidence.reviewer",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        fields=["reviewer", "subject", "-id"], name="evidence_declaration_newest"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "none"), ("text__regex", "\\S.{8,}\\S"), _connector="OR"
                        ),
                        name="evidence_declaration_says_what",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked", "You are asked to review"),
                            ("decided", "A claim you wrote was decided"),
                            ("disputed", "Reviewers disagree, and you can settle it"),
                            ("answered", "A flag, a remark or an answer that concerns you"),
                            ("recheck", "A claim you wrote or reviewed is re-checked"),
                            ("reminder", "A review you were asked for is due soon, or late"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about", models.CharField(db_collation="C", max_length=120)),
                (
                    "written_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waits"),
                            ("sent", "Sent"),
                            ("dropped", "Not needed any more"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.claimversion",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "")),
                        fields=["person", "kind"],
                        name="evidence_letter_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "about"), name="evidence_letter_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("settled_at", None), ("settled_by", None)),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_letter_settled_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked", "You are asked to review"),
                            ("decided", "A claim you wrote was decided"),
                            ("disputed", "Reviewers disagree, and you can settle it"),
                            ("answered", "A flag, a remark or an answer that concerns you"),
                            ("recheck", "A claim you wrote or reviewed is re-checked"),
                            ("reminder", "A review you were asked for is due soon, or late"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "time",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Once a day"),
                            ("never", "Never"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "e-mail",
                "verbose_name_plural": "my e-mails",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind"), name="evidence_mailchoice_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("is_flag", True), ("resolved_at", None)),
                fields=["version"],
                name="evidence_thread_open_flag",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolution", ""), ("resolved_at", None), ("resolved_by", None)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_thread_resolved_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_flag", False),
                    ("resolved_at", None),
                    ("resolution__regex", "\\S.{8,}\\S"),
                    _connector="OR",
                ),
                name="evidence_thread_flag_is_resolved_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__regex", "\\S")), name="evidence_thread_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__regex", "\\S")), name="evidence_reply_says_something"
            ),
        ),
    ]
