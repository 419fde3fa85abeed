"""The editorial desk: articles, their revisions, imports and publications."""

from articles.admin import articles, currency, imports, publications, revisions

__all__ = ["articles", "currency", "imports", "publications", "revisions"]
