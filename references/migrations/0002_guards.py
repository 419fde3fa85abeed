"""What the database itself enforces in the library (DOMAIN section 7)."""

from django.db import migrations

from references.sqlfiles import run_sql_file


class Migration(migrations.Migration):
    """Guards shared by all apps, the event chain, and the library's own triggers."""

    dependencies = [("references", "0001_initial")]

    operations = [
        run_sql_file(
            "references",
            "0001_guards.sql",
            reverse="""
                DROP FUNCTION msc_refuse_change();
                DROP FUNCTION msc_only_these_change();
                DROP FUNCTION msc_stamp_birth();
                DROP FUNCTION msc_born_with_parent();
                DROP FUNCTION msc_has_event();
            """,
        ),
        run_sql_file(
            "references",
            "0002_events.sql",
            reverse="""
                DROP TRIGGER references_event_is_chained ON references_event;
                DROP TRIGGER references_event_never_changes ON references_event;
                DROP TRIGGER references_event_never_truncated ON references_event;
                DROP FUNCTION references_event_chain();
                DROP FUNCTION references_event_hash(references_event);
            """,
        ),
        run_sql_file(
            "references",
            "0003_library.sql",
            reverse="""
                DROP TRIGGER references_reference_key_is_for_ever ON references_reference;
                DROP TRIGGER references_reference_never_truncated ON references_reference;
                DROP TRIGGER references_reference_standing_has_event ON references_reference;
                DROP TRIGGER references_notice_never_changes ON references_notice;
                DROP TRIGGER references_notice_never_truncated ON references_notice;
                DROP TRIGGER references_noticematch_never_changes ON references_noticematch;
                DROP TRIGGER references_noticematch_never_truncated ON references_noticematch;
                DROP TRIGGER references_noticeload_never_changes ON references_noticeload;
                DROP TRIGGER references_noticeload_never_truncated ON references_noticeload;
            """,
        ),
    ]
