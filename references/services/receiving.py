"""Received files, kept in parts until their rows are staged. Building block: the caller holds the transaction."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from references.models import ImportChunk, ImportRun
from references.refusals import NotPossible

PART = 1 << 20
IN_MEMORY = 8 << 20


def keep_file(run: ImportRun, file: BinaryIO, *, keep: bool) -> tuple[int, str]:
    """Store the file's parts from its beginning, if it is to be kept. Gives its size in bytes and its SHA-256."""
    file.seek(0)
    digest = hashlib.sha256()
    size = number = 0
    while part := file.read(PART):
        digest.update(part)
        size += len(part)
        if keep:
            ImportChunk.objects.create(run=run, number=number, content=part)
            number += 1
    return size, digest.hexdigest()


@contextmanager
def kept_file(run: ImportRun, file: BinaryIO | None) -> Iterator[BinaryIO]:
    """The file from its beginning: the one given, or the one that was kept."""
    if file is not None:
        file.seek(0)
        yield file
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        for part in (
            run.chunks.order_by("number").values_list("content", flat=True).iterator(chunk_size=4)
        ):
            copy.write(bytes(part))
        if not copy.tell():
            raise NotPossible(
                "The file of this import was not kept. Discard it, and import it again."
            )
        copy.seek(0)
        yield cast(BinaryIO, copy)


def forget_file(run: ImportRun) -> None:
    """Drop the parts: what was read is in the rows."""
    run.chunks.all().delete()
