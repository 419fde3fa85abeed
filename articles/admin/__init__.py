"""The editorial desk: articles, their revisions, imports and publications."""

from articles.admin import articles, imports, publications, revisions

__all__ = ["articles", "imports", "publications", "revisions"]
