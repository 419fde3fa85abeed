"""The evidence app, as Django knows it."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Configuration of evidence."""

    name = "evidence"
