"""Rows that were downloaded to be mended and come back: our own columns off, the cells as they were. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from references.layouts.profiles.cells import restored
from references.layouts.table import Table, column_key

# What stands before the cells of a row in the file to mend (`references.rows_file`).
MARKS = ("MSC line", "MSC verdict", "MSC reason", "MSC mend")
RECORD = "MSC record"
KEYS = frozenset(map(column_key, (*MARKS, RECORD)))


def unmarked(table: Table) -> Table:
    """The table that the person had, where these are rows to mend; any other is as it was."""
    ours = {at for at, name in enumerate(table.header) if column_key(name) in KEYS}
    if not ours:
        return table

    def own(cells: Sequence[str]) -> list[str]:
        return [restored(cell) for at, cell in enumerate(cells) if at not in ours]

    header = [restored(name) for at, name in enumerate(table.header) if at not in ours]
    return replace(
        table,
        header=header,
        rows=((line, own(cells)) for line, cells in table.rows),
        sample=[own(cells) for cells in table.sample],
    )
