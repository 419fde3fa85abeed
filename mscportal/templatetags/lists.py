"""Lists of the admin on narrow screens."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], headers: Sequence[Mapping[str, Any]]) -> SafeString:
    """A row of a list: each `<td>` with the heading of its column in `data-label`, which cards show beside it.

    `cells` are the cells Django's admin made, one for each of `headers`, in their order.
    """
    return format_html_join(
        "", "{}", ((_cell(*pair),) for pair in zip(cells, headers, strict=True))
    )


def _cell(cell: SafeString, header: Mapping[str, Any]) -> SafeString:
    if not cell.startswith("<td") or "action-checkbox" in header.get("class_attrib", ""):
        return cell
    opening = format_html('<td data-label="{}"', capfirst(str(header["text"])))
    return mark_safe(opening + cell.removeprefix("<td"))
