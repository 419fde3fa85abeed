"""Pasted texts, what the machine found in them, and verdicts that are not handed in yet."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

from references.sqlfiles import run_sql_file

WITHOUT = """
DROP TRIGGER evidence_quotefinding_is_of_the_work ON evidence_quotefinding;
DROP FUNCTION evidence_finding_is_of_the_work();
"""


class Migration(migrations.Migration):
    """Two append-only tables and a private one."""

    dependencies = [
        ("evidence", "0010_gradings"),
        ("references", "0008_one_step_and_one_open"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="citation",
            name="quote_check",
            field=models.CharField(
                choices=[
                    ("found_in_abstract", "Found in the abstract"),
                    ("found_in_full_text", "Found in the full text"),
                    ("not_found", "Not found in the text we have"),
                    ("no_text", "No text to check against"),
                    ("unlocatable", "No quote can be given"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="FullText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("source", models.CharField(max_length=200, verbose_name="where it is from")),
                (
                    "pasted_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, verbose_name="why it was taken back")),
                (
                    "pasted_by",
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
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="QuoteFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("found_in_abstract", "Found in the abstract"),
                            ("found_in_full_text", "Found in the full text"),
                            ("not_found", "Not found in the text we have"),
                            ("no_text", "No text to check against"),
                            ("unlocatable", "No quote can be given"),
                        ],
                        max_length=20,
                    ),
                ),
                ("start", models.PositiveIntegerField(null=True)),
                ("end", models.PositiveIntegerField(null=True)),
                ("only_in", models.CharField(blank=True, max_length=20)),
                (
                    "found_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "citation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="evidence.citation",
                    ),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "full_text",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="evidence.fulltext",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="VerdictDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "judgement",
                    models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("partly", "Partly supports"),
                            ("contradicts", "Contradicts"),
                            ("mentions", "Only mentions it"),
                            ("irrelevant", "Irrelevant"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "comparison",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("systematic_review", "Systematic review"),
                            ("rct", "Randomised trial"),
                            ("nonrandomised_controlled", "Controlled trial, not randomised"),
                            ("single_arm_trial", "Trial without a comparison group"),
                            ("cohort", "Cohort study"),
                            ("case_control", "Case-control study"),
                            ("cross_sectional", "Cross-sectional study or survey"),
                            ("diagnostic_accuracy", "Diagnostic accuracy study"),
                            ("case_series", "Case series"),
                            ("case_report", "Case report"),
                            ("guideline", "Guideline"),
                            ("narrative_review", "Narrative review"),
                            ("reference_work", "Reference work"),
                            ("official_document", "Official document"),
                            ("registry_record", "Registry record"),
                            ("opinion", "Opinion or editorial"),
                            ("protocol", "Protocol"),
                            ("animal", "Animal study"),
                            ("in_vitro", "Laboratory study (cells)"),
                            ("in_silico", "Computer model"),
                            ("other", "Other"),
                            ("unknown", "Not known"),
                            ("search", "Recorded search"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "population",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("people", "People"),
                            ("people_samples", "Samples from people"),
                            ("animals", "Animals"),
                            ("cells", "Cells or tissue in the laboratory"),
                            ("", "Not applicable"),
                        ],
                        max_length=20,
                    ),
                ),
                ("outcome_matches", models.BooleanField(default=True)),
                ("vouch_reason", models.TextField(blank=True)),
                ("seen", models.CharField(db_collation="C", max_length=64)),
                (
                    "kept_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "citation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.citation",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.round",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="fulltext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.GreaterThan(
                        django.db.models.functions.text.Length("text"), 0
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("text"), 500000
                    ),
                ),
                name="evidence_fulltext_has_a_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="fulltext",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True),
                name="evidence_fulltext_says_where_it_is_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="fulltext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("taken_back_at", None), ("taken_back_by", None)),
                    models.Q(
                        ("reason__regex", "\\S.{8,}\\S"),
                        ("taken_back_at__isnull", False),
                        ("taken_back_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="evidence_fulltext_taken_back_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", "found_in_full_text"), _negated=True),
                    models.Q(("full_text__isnull", False), ("start__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_quotefinding_names_its_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", None), ("start", None)),
                    ("end__gt", models.F("start")),
                    _connector="OR",
                ),
                name="evidence_quotefinding_is_a_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdictdraft",
            constraint=models.UniqueConstraint(
                fields=("round", "reviewer", "citation"), name="evidence_verdictdraft_once"
            ),
        ),
        run_sql_file("evidence", "0014_quotes.sql", reverse=WITHOUT),
    ]
