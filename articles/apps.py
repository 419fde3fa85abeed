"""The articles app, as Django knows it."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Configuration of articles."""

    name = "articles"
