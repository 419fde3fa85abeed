"""Suspensions name their notice, a cancelled load gives approvals back, runs of a raised rule are kept."""

from importlib.resources import files

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from references.sqlfiles import run_sql_file


def earlier(file: str, function: str) -> str:
    """A function as an earlier file made it, to be put back."""
    text = (files("evidence") / "sql" / file).read_text(encoding="utf-8")
    start = text.index(f"FUNCTION {function}(")
    return f"CREATE OR REPLACE {text[start : text.index('END $$;', start)]}END $$;"


BACK = f"""
    {earlier("0004_approvals.sql", "evidence_approval_stands_on_its_round")}
    {earlier("0007_merged_works.sql", "evidence_reference_change_is_answered")}
    DROP TRIGGER evidence_reference_change_is_answered ON references_reference;
    CREATE CONSTRAINT TRIGGER evidence_reference_change_is_answered
        AFTER UPDATE OF doi, pmid, title, issued_year ON references_reference DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (
            evidence_differs(OLD.doi, NEW.doi) OR evidence_differs(OLD.pmid, NEW.pmid)
            OR evidence_differs(OLD.title, NEW.title)
            OR evidence_differs(OLD.issued_year::text, NEW.issued_year::text))
        EXECUTE FUNCTION evidence_reference_change_is_answered();
    ALTER TABLE references_reference ENABLE ALWAYS TRIGGER evidence_reference_change_is_answered;
    DROP FUNCTION evidence_title_differs(text, text);
"""


class Migration(migrations.Migration):
    """Kill-switch and currency."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("evidence", "0008_overrides_and_links"),
        ("references", "0009_cancelled_loads"),
    ]

    operations = [
        migrations.AddField(
            model_name="suspension",
            name="notice",
            field=models.ForeignKey(
                help_text="The notice that set the standing of the reference, if one did.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="references.notice",
            ),
        ),
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
                    ("cancellation", "Cancellation of a mistaken load"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Open"),
                    ("approved", "Approved"),
                    ("changes_requested", "Changes requested"),
                    ("rejected", "Rejected"),
                    ("withdrawn", "Withdrawn"),
                    ("replaced", "Closed by a newer submission"),
                    ("badge_moved", "Closed because the badge moved"),
                    ("restored", "Closed: the load that asked for it was cancelled"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="MethodRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("method", models.CharField(max_length=20)),
                (
                    "is_trial",
                    models.BooleanField(
                        help_text="Nothing was changed: a list of what would move."
                    ),
                ),
                (
                    "counts",
                    models.JSONField(help_text="How many were looked at, and moved which way."),
                ),
                (
                    "moves",
                    models.JSONField(
                        help_text='A list of {"claim", "version", "before", "after", "way", "why"}.'
                    ),
                ),
                (
                    "ran_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "ran_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "run of a raised rule",
                "verbose_name_plural": "runs of a raised rule",
                "ordering": ["-id"],
            },
        ),
        run_sql_file("evidence", "0012_currency.sql", reverse=BACK),
    ]
