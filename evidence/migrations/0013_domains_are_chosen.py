"""Domains that lower certainty are left open until they are judged; what is handed in says every one."""

from django.db import migrations, models

UNSAID = """
ALTER TABLE evidence_profiledraft DISABLE TRIGGER USER;
UPDATE evidence_profiledraft SET
    risk_of_bias = coalesce(risk_of_bias, 0),
    inconsistency = coalesce(inconsistency, 0),
    indirectness = coalesce(indirectness, 0),
    imprecision = coalesce(imprecision, 0),
    publication_bias = coalesce(publication_bias, 0)
WHERE num_nulls(risk_of_bias, inconsistency, indirectness, imprecision, publication_bias) > 0;
ALTER TABLE evidence_profiledraft ENABLE TRIGGER USER;
"""
"""Backwards only: what was left open becomes 0, in closed drafts too."""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0012_claims_are_searched")]

    operations = [
        migrations.AlterField(
            model_name="profiledraft",
            name="imprecision",
            field=models.SmallIntegerField(
                blank=True,
                choices=[(0, "0 not serious"), (1, "1 serious"), (2, "2 very serious")],
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="profiledraft",
            name="inconsistency",
            field=models.SmallIntegerField(
                blank=True,
                choices=[(0, "0 not serious"), (1, "1 serious"), (2, "2 very serious")],
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="profiledraft",
            name="indirectness",
            field=models.SmallIntegerField(
                blank=True,
                choices=[(0, "0 not serious"), (1, "1 serious"), (2, "2 very serious")],
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="profiledraft",
            name="publication_bias",
            field=models.SmallIntegerField(
                blank=True,
                choices=[(0, "0 not serious"), (1, "1 serious"), (2, "2 very serious")],
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="profiledraft",
            name="risk_of_bias",
            field=models.SmallIntegerField(
                blank=True,
                choices=[(0, "0 not serious"), (1, "1 serious"), (2, "2 very serious")],
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="profiledraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handed_in_at", None),
                    models.Q(
                        ("imprecision__isnull", False),
                        ("inconsistency__isnull", False),
                        ("indirectness__isnull", False),
                        ("publication_bias__isnull", False),
                        ("risk_of_bias__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="evidence_profiledraft_handed_in_says_every_domain",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, UNSAID),
    ]
