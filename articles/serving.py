"""How public pages travel: stored bytes, compressed where asked for, and how long they may be kept."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Shared caches keep a page a minute at most, and a day where this site does not answer (D6).
CACHE_CONTROL = "public, max-age=60, stale-if-error=86400"
HTML = "text/html; charset=utf-8"
GZIP = re.compile(r"(?:^|,)\s*(?:gzip|x-gzip|\*)\s*(?:;\s*q=([0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the reader takes gzip; `q=0` says no."""
    found = GZIP.search(request.headers.get("Accept-Encoding", ""))
    return found is not None and (found[1] is None or found[1].strip("0.") != "")


def stored_page(request: HttpRequest, body: bytes, *, etag: str, compressed: bool) -> HttpResponse:
    """Answer with stored bytes, or 304 if the reader has them."""
    response = HttpResponse(body, content_type=HTML)
    if compressed:
        response["Content-Encoding"] = "gzip"
    # Each encoding is a representation of its own, so each has a name of its own.
    response["ETag"] = f'"{etag}{"-gzip" if compressed else ""}"'
    response["Content-Length"] = str(len(body))
    response["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if answer is not response and isinstance(answer, HttpResponse):
        answer["Cache-Control"] = CACHE_CONTROL
        patch_vary_headers(answer, ["Accept-Encoding"])
    return answer if isinstance(answer, HttpResponse) else response


def public(view: View[P]) -> View[P]:
    """A page for everybody: GET and HEAD, with an ETag, compressed, kept for a minute."""

    @require_safe
    @gzip_page
    @conditional_page
    @wraps(view)
    def served(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = CACHE_CONTROL
        return response

    return served
