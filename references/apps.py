"""The library of references: the lowest app."""

from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    """References, their imports, notices about them, and the record of everything."""

    name = "references"
    default_auto_field = "django.db.models.BigAutoField"
