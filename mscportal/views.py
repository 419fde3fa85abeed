"""Pages about the service itself."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 `ok` when this process serves and its database answers; an error otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def api_reference(request: HttpRequest) -> HttpResponse:
    """The API told for people, made from its own schema: no script, nothing from elsewhere."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    operations = [
        {
            "path": path,
            "text": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
        }
        for path, methods in schema["paths"].items()
        for operation in methods.values()
    ]
    parts = [
        {
            "name": name,
            "text": part.get("description", ""),
            "fields": [
                {"name": field, "type": said.get("type", ""), "text": said.get("description", "")}
                for field, said in part.get("properties", {}).items()
            ],
        }
        for name, part in schema["components"]["schemas"].items()
        if not name.startswith("Paginated")
    ]
    return render(request, "api_reference.html", {"operations": operations, "parts": parts})
