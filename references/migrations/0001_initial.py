"""The tables of the library."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import references.models.library


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="file")),
                ("layout", models.CharField(max_length=40)),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "Waiting for your decision"),
                            ("committed", "Committed"),
                            ("discarded", "Discarded"),
                        ],
                        default="staged",
                        max_length=20,
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
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
            name="NoticeLoad",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="file")),
                ("dataset", models.CharField(max_length=200)),
                ("as_of", models.DateField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("counts", models.JSONField(default=dict)),
                (
                    "loaded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
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
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dataset", models.CharField(max_length=200)),
                ("record_id", models.CharField(db_collation="C", max_length=60)),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("retraction", "Retraction"),
                            ("reinstatement", "Reinstatement"),
                            ("concern", "Expression of concern"),
                            ("correction", "Correction"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("nature_as_given", models.CharField(max_length=200)),
                ("noticed_on", models.DateField(null=True)),
                ("notice_doi", models.CharField(db_collation="C", max_length=300, null=True)),
                ("notice_pmid", models.CharField(db_collation="C", max_length=9, null=True)),
                ("original_doi", models.CharField(db_collation="C", max_length=300, null=True)),
                ("original_pmid", models.CharField(db_collation="C", max_length=9, null=True)),
                ("original_title", models.TextField(blank=True)),
                ("title_key", models.TextField(db_collation="C")),
                ("original_year", models.SmallIntegerField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("raw", models.JSONField(default=dict)),
                ("content_hash", models.CharField(db_collation="C", max_length=64, unique=True)),
                (
                    "load",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="references.noticeload",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        db_collation="C",
                        default=references.models.library.new_reference_key,
                        editable=False,
                        max_length=20,
                        unique=True,
                    ),
                ),
                (
                    "csl_type",
                    models.CharField(
                        choices=[
                            ("article-journal", "Journal article"),
                            ("article", "Preprint"),
                            ("book", "Book"),
                            ("chapter", "Book chapter"),
                            ("paper-conference", "Conference paper or abstract"),
                            ("report", "Report or guideline"),
                            ("thesis", "Thesis"),
                            ("webpage", "Web page or registry entry"),
                            ("legislation", "Official document"),
                            ("dataset", "Dataset"),
                            ("search", "Recorded search"),
                            ("document", "Other"),
                        ],
                        default="article-journal",
                        max_length=30,
                        verbose_name="type",
                    ),
                ),
                ("title", models.TextField()),
                ("title_key", models.TextField(db_collation="C", editable=False)),
                ("container_title", models.TextField(blank=True, verbose_name="journal or book")),
                (
                    "authors",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='A list of {"family", "given"} or {"literal"}.',
                    ),
                ),
                (
                    "authors_truncated",
                    models.BooleanField(default=False, verbose_name="author list is cut short"),
                ),
                (
                    "issued_year",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="year"),
                ),
                (
                    "issued_month",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="month"),
                ),
                ("issued_day", models.SmallIntegerField(blank=True, null=True, verbose_name="day")),
                ("volume", models.CharField(blank=True, max_length=60)),
                ("issue", models.CharField(blank=True, max_length=60)),
                ("pages", models.CharField(blank=True, max_length=120)),
                ("article_number", models.CharField(blank=True, max_length=60)),
                ("publisher", models.CharField(blank=True, max_length=300)),
                (
                    "doi",
                    models.CharField(
                        blank=True, db_collation="C", max_length=300, null=True, verbose_name="DOI"
                    ),
                ),
                (
                    "pmid",
                    models.CharField(
                        blank=True, db_collation="C", max_length=9, null=True, verbose_name="PMID"
                    ),
                ),
                (
                    "pmcid",
                    models.CharField(
                        blank=True, db_collation="C", max_length=15, null=True, verbose_name="PMCID"
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=2000, verbose_name="URL")),
                (
                    "abstract",
                    models.TextField(blank=True, help_text="Never shown outside the admin."),
                ),
                ("language", models.CharField(blank=True, max_length=20)),
                (
                    "publication_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "mesh_terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("search_database", models.CharField(blank=True, max_length=200)),
                ("search_query", models.TextField(blank=True)),
                ("searched_on", models.DateField(blank=True, null=True)),
                ("search_hits", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("not_checked", "Not checked"),
                            ("none_found", "No notice found"),
                            ("corrected", "Corrected"),
                            ("concern", "Expression of concern"),
                            ("retracted", "Retracted"),
                            ("reinstated", "Reinstated"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="not_checked",
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("standing_as_of", models.DateField(editable=False, null=True)),
                ("standing_dataset", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="references.reference",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Recheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("identifier_alone", "Identifier agrees, title and year do not"),
                            ("administrative", "Administrative withdrawal"),
                            ("retract_and_replace", "Retracted and replaced"),
                            ("standing_changed", "Standing changed"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="references.notice",
                    ),
                ),
                (
                    "opened_by",
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
                        related_name="rechecks",
                        to="references.reference",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="NoticeMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_doi", models.BooleanField()),
                ("by_pmid", models.BooleanField()),
                ("title_agrees", models.BooleanField()),
                ("year_agrees", models.BooleanField()),
                (
                    "matched_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="references.notice",
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="references.reference",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.PositiveIntegerField(
                        help_text="Line of the file on which the row begins."
                    ),
                ),
                ("raw", models.JSONField(help_text="The cells as read, by column name.")),
                ("data", models.JSONField(default=dict, help_text="The fields as understood.")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "New reference"),
                            ("same", "Already in the library"),
                            ("completes", "Fills blanks of a reference"),
                            ("differs", "Differs from the library"),
                            ("duplicate", "Duplicate within the file"),
                            ("needs_person", "Needs a person"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reasons",
                    models.JSONField(
                        default=list, help_text='A list of {"column", "value", "reason", "mend"}.'
                    ),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="references.importrun",
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="references.reference",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "line"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stream", models.CharField(db_collation="C", max_length=120)),
                ("seq", models.BigIntegerField(db_default=0, editable=False)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("txid", models.BigIntegerField(db_default=0, editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("librarian", "Librarian"),
                            ("author", "Author"),
                            ("editor", "Editor"),
                            ("reviewer", "Reviewer"),
                            ("publisher", "Publisher"),
                            ("administrator", "Administrator"),
                            ("portal", "Portal (machine)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("verb", models.CharField(db_collation="C", max_length=60)),
                ("data", models.JSONField(default=dict)),
                ("prev_hash", models.BinaryField(db_default=b"")),
                ("hash", models.BinaryField(db_default=b"")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["txid", "stream"], name="references_event_txid"),
                    models.Index(fields=["-at"], name="references_event_recent"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stream", "seq"), name="references_event_one_per_place"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "staged")),
                    models.Q(
                        ("state__in", ["committed", "discarded"]),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="references_importrun_decided_by_someone",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["original_doi"], name="references_notice_doi"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["original_pmid"], name="references_notice_pmid"),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(
                fields=["title_key", "issued_year"], name="references_reference_title"
            ),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(fields=["standing"], name="references_reference_standing"),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_into", None)),
                fields=("doi",),
                name="references_reference_one_per_doi",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_into", None)),
                fields=("pmid",),
                name="references_reference_one_per_pmid",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("doi", None),
                    ("doi__regex", "^10\\.[0-9]{4,9}/[^[:space:][:upper:]]+$"),
                    _connector="OR",
                ),
                name="references_reference_doi_is_canonical",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pmid", None), ("pmid__regex", "^[1-9][0-9]{0,8}$"), _connector="OR"
                ),
                name="references_reference_pmid_is_canonical",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pmcid", None), ("pmcid__regex", "^PMC[1-9][0-9]{0,11}$"), _connector="OR"
                ),
                name="references_reference_pmcid_is_canonical",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="references_reference_has_a_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "standing__in",
                        [
                            "not_checked",
                            "none_found",
                            "corrected",
                            "concern",
                            "retracted",
                            "reinstated",
                            "withdrawn",
                        ],
                    )
                ),
                name="references_reference_standing_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="references_reference_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("csl_type", "search"), _negated=True),
                    models.Q(
                        ("searched_on__isnull", False),
                        models.Q(("search_database", ""), _negated=True),
                        models.Q(("search_query", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="references_reference_search_is_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="recheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="references_recheck_closed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="recheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("reference", "notice"),
                name="references_recheck_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticematch",
            constraint=models.UniqueConstraint(
                fields=("notice", "reference"), name="references_noticematch_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticematch",
            constraint=models.CheckConstraint(
                condition=models.Q(("by_doi", True), ("by_pmid", True), _connector="OR"),
                name="references_noticematch_rests_on_an_identifier",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["run", "verdict"], name="references_importrow_verdict"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(
                fields=("run", "line"), name="references_importrow_one_per_line"
            ),
        ),
    ]
