"""Private drafts, who reads what just now, and how it ended that somebody was asked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from references.sqlfiles import run_sql_file

REVERSE = """
DROP TRIGGER evidence_assignment_only_its_end_changes ON evidence_assignment;
DROP TRIGGER evidence_assignment_ends_once ON evidence_assignment;
DROP TRIGGER evidence_assignment_never_deleted ON evidence_assignment;
DROP TRIGGER evidence_assignment_never_truncated ON evidence_assignment;
DROP TRIGGER evidence_assignment_has_event ON evidence_assignment;
DROP TRIGGER evidence_reviewdraft_of_an_open_round ON evidence_reviewdraft;
DROP FUNCTION evidence_reviewdraft_is_of_an_open_round();
"""

# Assignments that ended before this was told: the person decided, or the round was over.
ENDED = """
UPDATE evidence_assignment a SET ending = CASE WHEN EXISTS (
    SELECT 1 FROM evidence_review r WHERE r.round_id = a.round_id AND r.reviewer_id = a.reviewer_id
) THEN 'decided' ELSE 'round_over' END WHERE ended_at IS NOT NULL
"""


class Migration(migrations.Migration):
    """What the reviewers' desk keeps beside the record."""

    dependencies = [
        ("evidence", "0003_merged_works"),
        ("references", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("came_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReviewDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(db_collation="C", max_length=64)),
                ("fingerprint", models.CharField(db_collation="C", max_length=64)),
                (
                    "typed",
                    models.JSONField(help_text="The fields of the form as they were posted."),
                ),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="assignment",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Open"),
                    ("decided", "Decided"),
                    ("round_over", "The round is over"),
                    ("taken_back", "Taken back"),
                    ("declined", "Declined"),
                    ("handed_over", "Handed over"),
                    ("left", "Reviews no more"),
                ],
                default="",
                db_default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="reason",
            field=models.TextField(blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            model_name="assignment",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by_another",
                to="evidence.assignment",
            ),
        ),
        migrations.RunSQL(ENDED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ending", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ending", ""), _negated=True)),
                    _connector="OR",
                ),
                name="evidence_assignment_says_how_it_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ending__in", ["taken_back", "declined", "handed_over"]), _negated=True
                    ),
                    ("reason__regex", "\\S.{8,}\\S"),
                    _connector="OR",
                ),
                name="evidence_assignment_ended_early_has_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="present",
                to="evidence.round",
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="seen_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reviewdraft",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="evidence.round",
            ),
        ),
        migrations.AddField(
            model_name="reviewdraft",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(
                fields=("round", "seen_by"), name="evidence_presence_one_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(("came_at__lte", models.F("seen_at"))),
                name="evidence_presence_begins_before_it_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewdraft",
            constraint=models.UniqueConstraint(
                fields=("round", "saved_by"), name="evidence_reviewdraft_one_per_person"
            ),
        ),
        run_sql_file("evidence", "0008_assignments.sql", reverse=REVERSE),
    ]
