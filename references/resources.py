"""The shape of what django-import-export writes. It never saves: rows go to staging (D9)."""

import re
from typing import Any

from import_export import resources
from import_export.fields import Field

from references.layouts.names import written_authors
from references.layouts.own import COLUMNS
from references.models import Reference
from references.refusals import NotPossible

FORMULA = re.compile(r"[\s']*[=+\-@\t\r＝＋－＠]")
EXPORTED = tuple(name for name in COLUMNS if name != "abstract")


def neutralised(cell: str) -> str:
    """A cell that no spreadsheet runs; reading our template takes the apostrophe away again."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def written(reference: Reference, name: str) -> str:
    """One field as a cell of our template."""
    value = getattr(reference, name)
    if name == "authors":
        text = written_authors(value, truncated=reference.authors_truncated)
    elif isinstance(value, list):
        text = "; ".join(value)
    else:
        text = "" if value is None else str(value)
    return neutralised(text)


class ReferenceResource(resources.ModelResource):
    """References as rows of our own template, without abstracts."""

    class Meta:
        model = Reference
        fields = EXPORTED
        export_order = EXPORTED

    def export_field(self, field: Field, instance: Reference, **kwargs: Any) -> str:
        """One cell, formulas neutralised."""
        return written(instance, str(self.get_field_name(field)))

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        """The headers of the template."""
        return [
            COLUMNS[str(self.get_field_name(field))]
            for field in self.get_export_fields(selected_fields)
        ]

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise NotPossible("A resource never saves; files go through staging.")

    import_data = import_data_inner = import_row = import_instance = _refuse
    save_instance = do_instance_save = delete_instance = save_m2m = _refuse
    bulk_create = bulk_update = bulk_delete = _refuse
