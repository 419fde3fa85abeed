"""The groups of D12, without Django permissions, and the machine account `portal`."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import migrations

ROLES = ["librarian", "author", "editor", "reviewer", "publisher", "administrator"]
PORTAL = "portal"


def create_roles(apps, schema_editor):
    """Create what is missing; a group of the same name is kept."""
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)
    apps.get_model(settings.AUTH_USER_MODEL).objects.get_or_create(
        username=PORTAL,
        defaults={"password": make_password(None), "is_active": False, "first_name": "Portal"},
    )


class Migration(migrations.Migration):
    """Roles and the machine account. Going back leaves both: events may name them."""

    dependencies = [
        ("references", "0002_guards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
