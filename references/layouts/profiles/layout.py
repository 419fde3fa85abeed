"""A vendor's layout as a table of what is taken from which columns, and its reader. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from references.layouts.profiles.cells import Width, said, warned
from references.layouts.rows import StagedInput
from references.layouts.table import column_key
from references.works import Fields

RowReader = Callable[[int, list[str]], StagedInput]
CellReader = Callable[..., Fields]


@dataclass(frozen=True)
class Take:
    """Fields that come from one column, or from several read together."""

    keys: tuple[str, ...]
    fields: tuple[str, ...]
    read: CellReader


def text(field: str, *keys: str) -> tuple[Take, ...]:
    """A field as its cell is written, from the first of these columns that says something."""

    def read(cell: str) -> Fields:
        return {field: cell}

    return tuple(Take((key,), (field,), read) for key in keys)


def take(read: CellReader, keys: str, fields: str) -> tuple[Take, ...]:
    """Fields read from these columns together; a column that the file lacks is an empty cell."""
    return (Take(tuple(keys.split()), tuple(fields.split()), read),)


def unknown(header: Sequence[str], known: Callable[[str], bool]) -> list[str]:
    """What to say about columns that the layout does not know."""
    ignored = [name for name in header if name and not known(column_key(name))]
    return [f"Columns not known and ignored: {', '.join(ignored)}."] if ignored else []


def _as_read(data: Fields) -> None:
    """Nothing is left to settle between the fields."""


@dataclass(frozen=True)
class Layout:
    """A vendor's columns. `marks` are sets of columns of which one whole set makes a header the vendor's.

    Of two takes of the same field the earlier that says something wins. `ignored` are keys of columns that
    are the vendor's and none of our fields, in one string. `settle` sees the whole row.
    """

    name: str
    marks: tuple[str, ...]
    takes: tuple[Take, ...]
    ignored: str = ""
    settle: Callable[[Fields], None] = _as_read

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all columns that this vendor writes."""
        taken = {key for taking in self.takes for key in taking.keys}
        return frozenset(taken.union(self.ignored.split(), *map(str.split, self.marks)))

    def knows(self, key: str) -> bool:
        """Whether a column of this key is the vendor's."""
        return key in self.keys

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a header with these columns is the vendor's."""
        return any(keys.issuperset(marks.split()) for marks in self.marks)

    def reader(self, header: Sequence[str]) -> tuple[RowReader, list[str]]:
        """A reader of rows under this header, and what to say about the file."""
        return compiled(header, self.takes, self.settle), unknown(header, self.knows)


def compiled(
    header: Sequence[str], takes: Sequence[Take], settle: Callable[[Fields], None]
) -> RowReader:
    """A reader of rows, its columns found once."""
    width = Width(header, empty_tail=True)
    at = {column_key(name): place for place, name in enumerate(header) if name}
    # A column that the file lacks is read from one empty cell behind the row.
    plan = [
        (taking, [at.get(key, width.names) for key in taking.keys], _named(taking, header, at))
        for taking in takes
        if any(key in at for key in taking.keys)
    ]
    columns: dict[str, str] = {}
    for taking in takes:
        for field in taking.fields:
            if any(key in at for key in taking.keys):
                columns.setdefault(field, _named(taking, header, at))

    def row(line: int, cells: list[str]) -> StagedInput:
        raw, problems = (cells, []) if width.fits(cells) else width.fitted(line, cells)
        spots = [*map(said, raw[: width.names]), ""]
        data: Fields = {}
        came: dict[str, str] = {}
        for taking, places, name in plan:
            values = [spots[place] for place in places]
            if not any(values) or all(field in data for field in taking.fields):
                continue
            for field, value in taking.read(*values).items():
                if value not in ("", []) and field not in data:
                    data[field] = value
                    if columns[field] != name:
                        came[field] = name
        settle(data)
        origin: Mapping[str, str] = {**columns, **came} if came else columns
        return warned(StagedInput(line, raw, data, problems, [], origin))

    return row


def _named(taking: Take, header: Sequence[str], at: Mapping[str, int]) -> str:
    return next(header[at[key]] for key in taking.keys if key in at)
