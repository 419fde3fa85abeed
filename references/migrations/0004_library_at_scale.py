"""Formats, runs that can be resumed and undone, merges, search: the library at its full size."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import references.models.library
from references.sqlfiles import run_sql_file


class Migration(migrations.Migration):
    """The old columns of staged rows stay until the next migration has carried their content over."""

    dependencies = [
        ("references", "0003_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        run_sql_file(
            "references",
            "0004_search.sql",
            reverse="""
                DROP FUNCTION references_document(text, jsonb, text, smallint, text, text, text, text);
                DROP FUNCTION references_fold(text);
            """,
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signature", models.CharField(db_collation="C", max_length=64, unique=True)),
                (
                    "header",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "mapping",
                    models.JSONField(
                        help_text="Column to field; an empty field leaves the column out."
                    ),
                ),
                (
                    "saved_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DuplicatePair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(help_text="0 to 100.")),
                (
                    "reasons",
                    models.JSONField(
                        default=list, help_text="What agrees and what does not, in words."
                    ),
                ),
                (
                    "found_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("merged", "The same work: merged"),
                            ("different", "Different works"),
                        ],
                        max_length=20,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-score", "id"],
            },
        ),
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "ordering": ["run", "number"],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("winner_before", models.JSONField(default=dict)),
                ("winner_after", models.JSONField(default=dict)),
                ("loser_before", models.JSONField(default=dict)),
                (
                    "merged_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="importrun",
            name="references_importrun_decided_by_someone",
        ),
        migrations.RemoveIndex(
            model_name="importrow",
            name="references_importrow_verdict",
        ),
        migrations.RemoveIndex(
            model_name="reference",
            name="references_reference_title",
        ),
        migrations.RemoveIndex(
            model_name="reference",
            name="references_reference_standing",
        ),
        migrations.AddField(
            model_name="importrow",
            name="abstract",
            field=models.TextField(blank=True, help_text="Never shown outside the admin."),
        ),
        migrations.AddField(
            model_name="importrow",
            name="article_number",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="importrow",
            name="authors",
            field=models.JSONField(
                blank=True, default=list, help_text='A list of {"family", "given"} or {"literal"}.'
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="authors_truncated",
            field=models.BooleanField(default=False, verbose_name="author list is cut short"),
        ),
        migrations.AddField(
            model_name="importrow",
            name="choice",
            field=models.CharField(
                blank=True, choices=[("take", "Take"), ("leave", "Leave out")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="container_title",
            field=models.TextField(blank=True, verbose_name="journal or book"),
        ),
        migrations.AddField(
            model_name="importrow",
            name="csl_type",
            field=models.CharField(
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
        migrations.AddField(
            model_name="importrow",
            name="doi",
            field=models.CharField(
                blank=True, db_collation="C", max_length=300, null=True, verbose_name="DOI"
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="issue",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="importrow",
            name="issued_day",
            field=models.SmallIntegerField(blank=True, null=True, verbose_name="day"),
        ),
        migrations.AddField(
            model_name="importrow",
            name="issued_month",
            field=models.SmallIntegerField(blank=True, null=True, verbose_name="month"),
        ),
        migrations.AddField(
            model_name="importrow",
            name="issued_year",
            field=models.SmallIntegerField(blank=True, null=True, verbose_name="year"),
        ),
        migrations.AddField(
            model_name="importrow",
            name="language",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="importrow",
            name="mesh_terms",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=300), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="pages",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="importrow",
            name="pmcid",
            field=models.CharField(
                blank=True, db_collation="C", max_length=15, null=True, verbose_name="PMCID"
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="pmid",
            field=models.CharField(
                blank=True, db_collation="C", max_length=9, null=True, verbose_name="PMID"
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="publication_types",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="publisher",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="importrow",
            name="reference_key",
            field=models.CharField(db_collation="C", max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="importrow",
            name="search_database",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="importrow",
            name="search_hits",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importrow",
            name="search_query",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="importrow",
            name="searched_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importrow",
            name="title",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="importrow",
            name="title_key",
            field=models.TextField(db_collation="C", default="", editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="importrow",
            name="url",
            field=models.URLField(blank=True, max_length=2000, verbose_name="URL"),
        ),
        migrations.AddField(
            model_name="importrow",
            name="volume",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="importrow",
            name="work_key",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="choices",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importrun",
            name="header",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="notes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="progress",
            field=models.PositiveIntegerField(
                default=0, help_text="Rows done of the present step."
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="question",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="refusal",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="seen",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="size",
            field=models.PositiveBigIntegerField(default=0, help_text="Bytes."),
        ),
        migrations.AddField(
            model_name="importrun",
            name="undone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="importrun",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reference",
            name="work_key",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="line",
            field=models.PositiveIntegerField(help_text="Where in the file the row begins."),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="raw",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="references.importrun",
            ),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("new", "New reference"),
                    ("same", "Already in the library"),
                    ("completes", "Fills blanks of a reference"),
                    ("differs", "Differs from the library"),
                    ("duplicate", "Duplicate within the file"),
                    ("possible_duplicate", "Possible duplicate"),
                    ("needs_person", "Needs a person"),
                    ("rejected", "Rejected"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="layout",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "Being read"),
                    ("asking", "Needs an answer before it can be read"),
                    ("refused", "Could not be read"),
                    ("staged", "Waiting for your decision"),
                    ("committing", "Being written to the library"),
                    ("committed", "Committed"),
                    ("discarded", "Discarded"),
                    ("undone", "Committed and taken back"),
                ],
                default="received",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="reference",
            name="created_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="reference",
            name="key",
            field=models.CharField(
                db_collation="C",
                default=references.models.library.new_reference_key,
                editable=False,
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="reference",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="references.reference",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("verdict__in", ["new", "same"]), _negated=True),
                fields=["run", "verdict", "line"],
                name="references_importrow_verdict",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("verdict__in", ["completes", "differs"])),
                fields=["reference_key"],
                name="references_importrow_changes",
            ),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(fields=["work_key"], name="references_reference_work"),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(fields=["csl_type", "id"], name="references_reference_type"),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(fields=["standing", "id"], name="references_reference_standing"),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(
                condition=models.Q(("merged_into", None), _negated=True),
                fields=["merged_into"],
                name="references_reference_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verdict__in",
                        [
                            "new",
                            "same",
                            "completes",
                            "differs",
                            "duplicate",
                            "possible_duplicate",
                            "needs_person",
                            "rejected",
                        ],
                    )
                ),
                name="references_importrow_verdict_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "received",
                            "asking",
                            "refused",
                            "staged",
                            "committing",
                            "committed",
                            "discarded",
                            "undone",
                        ],
                    )
                ),
                name="references_importrun_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None),
                        ("decided_by", None),
                        ("state__in", ["received", "asking", "staged", "committing", "refused"]),
                    ),
                    models.Q(
                        ("state__in", ["committed", "discarded", "undone"]),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="references_importrun_decided_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "undone"),
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state", "undone"), _negated=True),
                        ("undone_at", None),
                        ("undone_by", None),
                    ),
                    _connector="OR",
                ),
                name="references_importrun_undone_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "asking"), _negated=True),
                    ("question__isnull", False),
                    _connector="OR",
                ),
                name="references_importrun_asks_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.UniqueConstraint(
                fields=("key",), name="references_reference_one_per_key"
            ),
        ),
        migrations.AddField(
            model_name="columnmapping",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="references.reference",
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="references.reference",
            ),
        ),
        migrations.AddField(
            model_name="importchunk",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="chunks",
                to="references.importrun",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="loser",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="references.reference",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="merged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="winner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="references.reference",
            ),
        ),
        migrations.AddField(
            model_name="reference",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    "title",
                    "authors",
                    "container_title",
                    "issued_year",
                    "doi",
                    "pmid",
                    "pmcid",
                    "key",
                    function="references_document",
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="references_reference_search"
            ),
        ),
        migrations.AddIndex(
            model_name="duplicatepair",
            index=models.Index(
                condition=models.Q(("decision", "")),
                fields=["-score", "id"],
                name="references_duplicatepair_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.UniqueConstraint(
                fields=("one", "other"), name="references_duplicatepair_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))),
                name="references_duplicatepair_older_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("decision", "")),
                    models.Q(
                        models.Q(("decision", ""), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="references_duplicatepair_decided_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="importchunk",
            constraint=models.UniqueConstraint(
                fields=("run", "number"), name="references_importchunk_one_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("loser",),
                name="references_merge_one_per_loser",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("winner", models.F("loser")), _negated=True),
                name="references_merge_of_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="references_merge_undone_by_someone",
            ),
        ),
    ]
