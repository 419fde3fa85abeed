"""The bytes of an article page, made from what was published and the current templates (D6)."""

from articles.pages.rendering import RenderedPage, render, render_page, templates_digest

__all__ = ["RenderedPage", "render", "render_page", "templates_digest"]
