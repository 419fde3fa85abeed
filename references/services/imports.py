"""Bringing files into the library: received, asked about, read into staging rows (D9).

Each step is a transaction of its own. Whatever dies in between leaves the run in its last state, from which
it is resumed or discarded.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from django.contrib.auth.models import User
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from references.choices import Role, RunState
from references.events import Journal, recorded
from references.layouts import FileRefused, recognise
from references.layouts.rows import Choices, EncodingAsked, Question, Reading
from references.models import ColumnMapping, ImportRun
from references.policies import role_for
from references.refusals import NotPossible
from references.services.beside import Beside, Expected, Progress
from references.services.comparing import compare_rows
from references.services.receiving import forget_file, keep_file, kept_file
from references.services.runs import (
    counted,
    held_for,
    one_at_a_time,
    require_librarian,
    snapshot,
)
from references.services.staging import stage_rows, storable
from references.workflow import require_run_move

READING = "references.read_import"
# Above so many bytes a request would take too long: a background job reads the file.
INLINE_BYTES = 1 << 20
LAST_TIME = (
    "The columns were understood as they were the last time. If that is wrong, discard this import and bring"
    " the file again: then they are asked about."
)


def receive_file(*, file: BinaryIO, name: str, by: User, keep: bool = True) -> ImportRun:
    """Take a file in, to be read next. With `keep` it is stored, so that any process can read it, now or again.

    Refuses who is no librarian, and an empty file.
    """
    require_librarian(by=by)
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        run = ImportRun.objects.create(name=storable(name[:300]), sha256="", created_by=by)
        run.size, run.sha256 = keep_file(run, file, keep=keep)
        if not run.size:
            raise NotPossible("This file is empty. Choose a file with references.")
        run.save(update_fields=["size", "sha256"])
        journal.note(
            f"import:{run.pk}", "received", file=run.name, size=run.size, sha256=run.sha256
        )
        return run


def read_later(*, run: ImportRun, by: User) -> None:
    """Have a background job read the file."""
    require_librarian(by=by)
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        held = held_for(run, RunState.STAGED)
        journal.note(f"import:{held.pk}", "reading_asked")
        app.configure_task(READING).defer(run_id=held.pk, by_id=by.pk)


def read_import(*, run: ImportRun, by: User, file: BinaryIO | None = None) -> ImportRun:
    """Read the file and stage its rows with the verdicts they would get now; the library is not touched.

    Ends staged; or asking, where the file can be read in more than one way; or refused, which says why. Reading
    what was read already changes nothing. `file` stands in for one that was not kept.
    """
    require_librarian(by=by)
    try:
        with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
            one_at_a_time(f"reading import {run.pk}")
            found = ImportRun.objects.get(pk=run.pk)
            if found.state == RunState.STAGED:
                return found
            require_run_move(found.state, RunState.STAGED)
            with kept_file(found, file) as content:
                answer = recognise(content, found.name, _choices(found))
                known = None if isinstance(answer, Reading) else _remembered(answer)
                if known is not None:
                    chosen = replace(_choices(found), mapping=known.mapping)
                    answer = recognise(content, found.name, chosen)
                if not isinstance(answer, Reading):
                    return _ask_back(journal, found, answer)
                if known is None:
                    return _stage(journal, found, answer)
                answer.notes.insert(0, LAST_TIME)
                return _stage(journal, found, answer, mapping=known.mapping)
    except FileRefused as refused:
        return _refuse(run, refused, by)


def answer_import(
    *, run: ImportRun, by: User, encoding: str = "", mapping: Mapping[str, str] | None = None
) -> ImportRun:
    """Answer what the file asks; the meaning of its columns is remembered for the next one with this header.

    The file is read next, by `read_import` or `read_later`.
    """
    require_librarian(by=by)
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        held = held_for(run, RunState.RECEIVED)
        question = held.question or {}
        if encoding:
            held.choices = {**held.choices, "encoding": encoding}
        if mapping is not None:
            header = question.get("header", [])
            mapping = {name: mapping.get(name, "") for name in header}
            held.choices = {**held.choices, "mapping": mapping}
            ColumnMapping.objects.update_or_create(
                signature=_signature(header),
                defaults={"header": header, "mapping": mapping, "saved_by": by, "saved_at": Now()},
            )
        held.question = None
        held.state = RunState.RECEIVED
        held.save(update_fields=["choices", "question", "state"])
        journal.note(f"import:{held.pk}", "answered", **held.choices)
        return held


def propose_import(
    journal: Journal, *, reading: Reading, name: str, sha256: str, size: int = 0
) -> ImportRun:
    """Stage rows within a caller's transaction; whoever proposes them, a librarian commits them."""
    run = ImportRun.objects.create(
        name=name[:300], sha256=sha256, size=size, created_by_id=journal.by.pk
    )
    return _stage(journal, run, reading)


def _choices(run: ImportRun) -> Choices:
    return Choices(encoding=run.choices.get("encoding", ""), mapping=run.choices.get("mapping"))


def _signature(header: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


def _remembered(question: Question) -> ColumnMapping | None:
    if isinstance(question, EncodingAsked):
        return None
    return ColumnMapping.objects.filter(signature=_signature(question.header)).first()


def _ask_back(journal: Journal, run: ImportRun, question: Question) -> ImportRun:
    held = held_for(run, RunState.ASKING)
    held.question = _asked(question)
    held.state = RunState.ASKING
    held.save(update_fields=["question", "state"])
    journal.note(f"import:{held.pk}", "asked", about=held.question["about"])
    return held


def _asked(question: Question) -> dict[str, Any]:
    if isinstance(question, EncodingAsked):
        return {
            "about": "encoding",
            "line": question.line,
            "proposals": [[name, [*map(storable, lines)]] for name, lines in question.proposals],
        }
    return {
        "about": "mapping",
        "header": list(question.header),
        "samples": [list(cells) for cells in question.samples],
        "proposed": dict(question.proposed),
    }


def _refuse(run: ImportRun, refused: FileRefused, by: User) -> ImportRun:
    """The transaction that read is gone; this one says why."""
    with recorded(by=by, role=role_for(by, Role.LIBRARIAN)) as journal:
        held = held_for(run, RunState.REFUSED)
        held.state = RunState.REFUSED
        held.refusal = storable(refused.message)
        held.save(update_fields=["state", "refusal"])
        forget_file(held)
        journal.note(f"import:{held.pk}", "refused", why=held.refusal)
        return held


def _stage(
    journal: Journal, run: ImportRun, reading: Reading, *, mapping: Mapping[str, str] | None = None
) -> ImportRun:
    with Beside() as beside:
        tick, expected = Progress(beside, run.pk), Expected(beside)
        size = stage_rows(run.pk, reading.rows, tick=tick, expected=expected)
    if not size:
        raise FileRefused("This file has no references in it.", "Choose a file with references.")
    seen = snapshot()
    compare_rows(run.pk, size)
    held = held_for(run, RunState.STAGED)
    held.layout, held.header, held.notes = (
        reading.layout,
        [*map(storable, reading.header)],
        [*map(storable, reading.notes)],
    )
    if mapping is not None:
        held.choices = {**held.choices, "mapping": mapping}
    held.counts = counted(held)
    held.seen = seen
    held.progress = size
    held.state = RunState.STAGED
    held.save()
    forget_file(held)
    journal.note(
        f"import:{held.pk}", "staged", file=held.name, layout=held.layout, counts=held.counts
    )
    return held
