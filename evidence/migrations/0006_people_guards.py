"""What was told of reviewers' interests becomes their first declarations; then the guards of people."""

from django.db import migrations

from references.sqlfiles import run_sql_file

# What administrators had entered, as of the day they did: it holds for a year from then. Where nothing was
# entered nothing was declared, and the reviewer is asked. The machine says so in the record.
CARRY = r"""
INSERT INTO evidence_declaration
    (reviewer_id, intervention, subject, kind, text, expires_on, declared_at, declared_by_id)
SELECT id, '', '', 'declared',
    CASE WHEN interests ~ '\S.{8,}\S' THEN btrim(interests) ELSE 'Told before: ' || btrim(interests) END,
    (onboarded_at AT TIME ZONE 'UTC')::date + 365, onboarded_at, onboarded_by_id
FROM evidence_reviewer WHERE btrim(interests) <> '' ORDER BY id;
INSERT INTO references_event (stream, actor_id, role, verb, data)
SELECT 'reviewer:' || u.username, (SELECT id FROM auth_user WHERE username = 'portal'), 'portal',
    'interests.carried', jsonb_build_object('text', d.text, 'expires_on', d.expires_on)
FROM evidence_declaration d JOIN evidence_reviewer r ON r.id = d.reviewer_id
    JOIN auth_user u ON u.id = r.user_id ORDER BY d.id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
CARRY_BACK = r"""
UPDATE evidence_reviewer r SET interests = coalesce((SELECT d.text FROM evidence_declaration d
    WHERE d.reviewer_id = r.id ORDER BY d.id DESC LIMIT 1), '');
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
BACK = """
DROP FUNCTION evidence_declaration_is_ones_own, evidence_authorshipanswer_is_ones_own,
    evidence_review_is_not_ones_own, evidence_appraisal_is_disinterested,
    evidence_thread_waits_for_its_claim, evidence_approval_has_no_open_flag,
    evidence_thread_is_resolved_once, evidence_reply_is_in_an_open_thread,
    evidence_letter_is_settled_once CASCADE;
DROP FUNCTION evidence_interests, evidence_is_cited_author;
DROP FUNCTION evidence_folded;
ALTER TABLE evidence_studyfacts DROP CONSTRAINT evidence_studyfacts_seller_is_apart;
"""


class Migration(migrations.Migration):
    """Declarations take the place of `Reviewer.interests`; functions and triggers of sql/0009_people.sql."""

    dependencies = [("evidence", "0005_people"), ("references", "0003_roles")]

    operations = [
        migrations.RunSQL(CARRY, reverse_sql=CARRY_BACK),
        migrations.RemoveField(model_name="reviewer", name="interests"),
        run_sql_file("evidence", "0009_people.sql", reverse=BACK),
    ]
