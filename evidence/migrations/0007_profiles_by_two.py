"""Appraisals are drafted blind by two reviewers; the profile names both."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from references.sqlfiles import run_sql_file

# Drafts of before could be read by everyone.
KEPT = """
UPDATE evidence_profiledraft SET handed_in_at = drafted_at, handed_in_by_id = drafted_by_id, blind = false;
SET CONSTRAINTS ALL IMMEDIATE;
"""
BEFORE = """
DROP TRIGGER evidence_profiledraft_is_kept ON evidence_profiledraft;
DROP TRIGGER evidence_profiledraft_never_deleted ON evidence_profiledraft;
DROP TRIGGER evidence_profiledraft_never_truncated ON evidence_profiledraft;
DROP TRIGGER evidence_profiledraft_has_event ON evidence_profiledraft;
DROP TRIGGER evidence_profile_names_its_drafters ON evidence_profile;
DROP TRIGGER evidence_profilestudy_trials_are_by_two ON evidence_profilestudy;
DROP FUNCTION evidence_profiledraft_is_kept();
DROP FUNCTION evidence_profile_names_its_drafters();
DROP FUNCTION evidence_profilestudy_trials_are_by_two();
"""


class Migration(migrations.Migration):
    """Handing in, the second drafter, and what the database knows of both."""

    dependencies = [
        ("evidence", "0006_people_guards"),
        ("references", "0008_one_step_and_one_open"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="domains_can_move",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="profile",
            name="second_drafter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="profiledraft",
            name="blind",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="profiledraft",
            name="closing_reason",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="profiledraft",
            name="handed_in_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="profiledraft",
            name="handed_in_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="profiledraft",
            name="review_due_on",
            field=models.DateField(
                blank=True,
                help_text="Only if it should be earlier than the rule says.",
                null=True,
                verbose_name="appraise again by",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("domains_can_move", False), ("second_drafter__isnull", False), _connector="OR"
                ),
                name="evidence_profile_that_moves_badges_has_two_drafters",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_drafter", None),
                    models.Q(("second_drafter", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="evidence_profile_drafters_are_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="profiledraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_in_at", None), ("handed_in_by", None)),
                    models.Q(
                        ("handed_in_at__isnull", False),
                        ("handed_in_by", models.F("drafted_by")),
                        ("handed_in_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="evidence_profiledraft_handed_in_by_its_drafter",
            ),
        ),
        migrations.RunSQL(KEPT, reverse_sql=migrations.RunSQL.noop),
        run_sql_file("evidence", "0010_profiles_by_two.sql", reverse=BEFORE),
    ]
