"""The shape of what django-import-export writes. It never saves: rows go to staging (D9)."""

from typing import Any

from django.db.models import QuerySet
from import_export import resources
from import_export.fields import Field

from references.exports.cells import EXPORTED, HEADER, written
from references.formats import Works
from references.models import Reference
from references.refusals import NotPossible

AT_ONCE = 2000


class ReferenceResource(resources.ModelResource):
    """References as rows of our own template, without abstracts."""

    class Meta:
        model = Reference
        fields = EXPORTED
        export_order = EXPORTED

    def export(self, queryset: QuerySet[Reference] | None = None, **kwargs: Any) -> Works:
        """The works to write, read some thousand at a time; abstracts are not even loaded."""
        found = self.get_queryset() if queryset is None else queryset
        chosen = found.select_related(None).only("key", "authors_truncated", *EXPORTED)
        return Works(chosen.iterator(chunk_size=AT_ONCE), found.count)

    def export_field(self, field: Field, instance: Reference, **kwargs: Any) -> str:
        """One cell, formulas neutralised."""
        return written(instance, str(self.get_field_name(field)))

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        """The headers of the template."""
        return list(HEADER)

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise NotPossible("A resource never saves; files go through staging.")

    import_data = import_data_inner = import_row = import_instance = _refuse
    save_instance = do_instance_save = delete_instance = save_m2m = _refuse
    bulk_create = bulk_update = bulk_delete = _refuse
