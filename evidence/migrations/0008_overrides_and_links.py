"""What reviewers say against the machine, and which reports are of one study."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from references.sqlfiles import run_sql_file

AFTER = """
DROP TRIGGER evidence_grading_names_its_override ON evidence_grading;
DROP TRIGGER evidence_override_is_allowed ON evidence_override;
DROP TRIGGER evidence_studylink_is_allowed ON evidence_studylink;
DROP FUNCTION evidence_override_is_allowed();
DROP FUNCTION evidence_grading_names_its_override();
DROP FUNCTION evidence_studylink_is_allowed();
DROP FUNCTION evidence_study_of(bigint);
DROP FUNCTION evidence_reports_with(bigint);
"""


class Migration(migrations.Migration):
    """Overrides of badges, waivers of words, links between reports of one study."""

    dependencies = [
        ("evidence", "0007_profiles_by_two"),
        ("references", "0008_one_step_and_one_open"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="grading",
            name="cause",
            field=models.CharField(
                choices=[
                    ("submission", "Submission"),
                    ("approval", "Approval"),
                    ("standing", "Standing of a source"),
                    ("reference_changed", "A source's record"),
                    ("facts", "Study facts"),
                    ("profile", "Appraisal"),
                    ("method", "Method"),
                    ("override", "Override"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="suspension",
            name="cause",
            field=models.CharField(
                choices=[
                    ("standing", "A source was retracted or questioned"),
                    ("reference_changed", "A source's record changed"),
                    ("facts", "Facts about a study changed"),
                    ("profile", "A new appraisal of the evidence"),
                    ("method", "The rule changed"),
                    ("override", "Its badge was lowered, and the words say more"),
                    ("recheck_failed", "A re-check ended without approval"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("down", "Down"), ("up", "One step up")], max_length=10
                    ),
                ),
                (
                    "computed",
                    models.CharField(
                        choices=[
                            ("high", "Strong evidence in people"),
                            ("moderate", "Moderate evidence in people"),
                            ("low", "Weak evidence in people"),
                            ("very_low", "Very weak evidence in people: too little to know"),
                            ("lab_animal", "Lab or animal studies only: not known in people"),
                            ("mixed", "Studies disagree"),
                            ("contradicted", "Studies point against this"),
                            ("background", "General background, with a source"),
                            ("record", "Official record (or our search)"),
                            ("no_source", "No source given"),
                            ("not_graded", "Author's view"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        choices=[
                            ("high", "Strong evidence in people"),
                            ("moderate", "Moderate evidence in people"),
                            ("low", "Weak evidence in people"),
                            ("very_low", "Very weak evidence in people: too little to know"),
                            ("lab_animal", "Lab or animal studies only: not known in people"),
                            ("mixed", "Studies disagree"),
                            ("contradicted", "Studies point against this"),
                            ("background", "General background, with a source"),
                            ("record", "Official record (or our search)"),
                            ("no_source", "No source given"),
                            ("not_graded", "Author's view"),
                        ],
                        max_length=20,
                        verbose_name="shown instead",
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "proposed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("seconded_at", models.DateTimeField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="evidence.claim",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seconded_by",
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
                        related_name="overrides",
                        to="evidence.claimversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="grading",
            name="override",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gradings",
                to="evidence.override",
            ),
        ),
        migrations.CreateModel(
            name="StudyLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "linked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="references.reference",
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="references.reference",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="WordingWaiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("words", models.TextField(blank=True)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("reason", models.TextField()),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to="evidence.review",
                    ),
                ),
            ],
            options={
                "ordering": ["review", "start", "code"],
            },
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("claim",),
                name="evidence_override_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            models.Q(("computed", "low"), ("value", "moderate")),
                            models.Q(("computed", "moderate"), ("value", "high")),
                            models.Q(("computed", "very_low"), ("value", "low")),
                            _connector="OR",
                        ),
                        ("way", "up"),
                    ),
                    models.Q(
                        models.Q(
                            models.Q(("computed", "high"), ("value", "low")),
                            models.Q(("computed", "high"), ("value", "moderate")),
                            models.Q(("computed", "high"), ("value", "very_low")),
                            models.Q(("computed", "low"), ("value", "very_low")),
                            models.Q(("computed", "moderate"), ("value", "low")),
                            models.Q(("computed", "moderate"), ("value", "very_low")),
                            _connector="OR",
                        ),
                        ("way", "down"),
                    ),
                    _connector="OR",
                ),
                name="evidence_override_down_or_one_step_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "\\S.{8,}\\S")),
                name="evidence_override_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on", None), ("seconded_at", None), ("seconded_by", None)),
                    models.Q(
                        ("ends_on__isnull", False),
                        ("seconded_at__isnull", False),
                        ("seconded_by__isnull", False),
                        ("way", "up"),
                    ),
                    _connector="OR",
                ),
                name="evidence_override_seconded_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seconded_by", None),
                    models.Q(("seconded_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="evidence_override_seconded_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None), ("ended_why", "")),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("ended_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evidence_override_ended_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="studylink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("first", "second"),
                name="evidence_studylink_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="studylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))),
                name="evidence_studylink_of_two_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="studylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "\\S.{8,}\\S")),
                name="evidence_studylink_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="studylink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_studylink_confirmed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="studylink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None), ("ended_why", "")),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("ended_why__regex", "\\S.{8,}\\S"),
                    ),
                    _connector="OR",
                ),
                name="evidence_studylink_ended_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="wordingwaiver",
            constraint=models.UniqueConstraint(
                fields=("review", "code", "start"), name="evidence_wordingwaiver_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="wordingwaiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "\\S.{8,}\\S")),
                name="evidence_wordingwaiver_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="wordingwaiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("start__lte", models.F("end"))),
                name="evidence_wordingwaiver_has_a_place",
            ),
        ),
        run_sql_file("evidence", "0011_overrides_and_links.sql", reverse=AFTER),
    ]
