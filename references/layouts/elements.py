"""The records of an XML file, one after another; nothing it declares or names elsewhere is ever read. Pure."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from references.layouts.rows import FileRefused, Opened

Element = etree._Element
LONGEST = 8 << 20
MEND = "Export the file again."
DECLARED = "This XML declares entities of its own, which no export of references does."


def records(file: Opened, tags: tuple[str, ...]) -> Iterator[Element]:
    """Each element of these names when it is complete; it is emptied when the next is asked for.

    A DOCTYPE is passed over, its file never fetched. Raises FileRefused for XML that is broken or declares
    entities.
    """
    with file.binary() as binary:
        metered = _Metered(binary)
        events = etree.iterparse(
            metered,
            events=("start", "end"),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for element in _complete(events):
                metered.since_a_record = 0
                yield element
        except etree.XMLSyntaxError as broken:
            line = f" on line {broken.lineno}" if broken.lineno else ""
            raise FileRefused(f"This XML is broken{line}.", MEND) from None
    _only_plain(events.root)


class _Metered:
    """A file that refuses to be read on and on without a record coming to its end."""

    def __init__(self, binary: BinaryIO) -> None:
        self.binary = binary
        self.since_a_record = 0

    def read(self, size: int) -> bytes:
        """The next bytes."""
        part = self.binary.read(size)
        self.since_a_record += len(part)
        if self.since_a_record > LONGEST:
            raise FileRefused("This XML goes on for 8 MiB without a record.", MEND)
        return part


def _complete(events: etree.iterparse) -> Iterator[Element]:
    checked = False
    for event, element in events:
        if not checked:
            _only_plain(element)
            checked = True
        if event == "end":
            yield element
            _forget(element)


def _forget(element: Element) -> None:
    parent = element.getparent()
    element.clear()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _only_plain(element: Element | None) -> None:
    """Refuses a document that declares entities."""
    declared = None if element is None else element.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():  # type: ignore[attr-defined]
        raise FileRefused(DECLARED, "Export the file again from the tool that it comes from.")


def text_of(element: Element | None) -> str:
    """All text inside, markup passed over, on one line; nothing for no element."""
    if element is None:
        return ""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    return " ".join("".join(map(str, element.itertext())).split())


def name_of(element: Element) -> str:
    """The element's name without its namespace; nothing for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def source_of(element: Element) -> str:
    """The element as text."""
    return str(etree.tostring(element, encoding="unicode", with_tail=False))
