"""The record as a file: complete, streamed, and verified by somebody who has nothing but the file."""

import csv
import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from references.chain import head_lines
from references.choices import Role
from references.events import recorded
from references.exports.record import COLUMNS, Wanted, as_csv, as_json
from references.models import Event
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

TAKE = "/admin/references/event/take/"
CSV, JSON = "/admin/references/event/export/csv/", "/admin/references/event/export/json/"


@pytest.fixture(autouse=True)
def _events() -> None:
    person = make_user("librarian", first_name="=cmd()", last_name="é")
    with recorded(by=person, role=Role.LIBRARIAN) as journal:
        for number in range(3):
            journal.note("thing:1", "happened", what=f"Numéro {number}", much=[1.5, None, True])
            journal.note("thing:2", "=happened", what='"quoted"\n,')


ALL = Wanted()


def table(wanted: Wanted = ALL) -> tuple[list[str], list[dict[str, str]]]:
    rows = list(csv.reader(io.StringIO("".join(as_csv(wanted)), newline="")))
    assert tuple(rows[1]) == COLUMNS
    return rows[0], [dict(zip(COLUMNS, row, strict=True)) for row in rows[2:]]


def parsed(wanted: Wanted = ALL) -> dict[str, Any]:
    return json.loads("".join(as_json(wanted)))


def verified(events: list[dict[str, Any]]) -> None:
    """What docs/record.md tells an outsider to do."""
    before: dict[str, str] = {}
    for event in events:
        text = event["prev_hash"], event["hashed"]
        said = hashlib.sha256(bytes.fromhex(text[0]) + text[1].encode()).hexdigest()
        assert said == event["hash"]
        assert event["prev_hash"] == before.get(event["stream"], "")
        covered = json.loads(event["hashed"])
        assert covered[:2] == [event["stream"], int(event["seq"])]
        before[event["stream"]] = event["hash"]


def test_csv_and_json_are_verified_by_an_outsider() -> None:
    verified(table()[1])
    verified(parsed()["events_wanted"])
    assert len(table()[1]) == Event.objects.count() == len(parsed()["events_wanted"])


def test_the_program_of_the_manual_verifies_a_file(tmp_path: Path) -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "record.md").read_text()
    program = re.search(r"(?:^    .*\n)+", manual[manual.index("## Verifying") :], re.MULTILINE)
    file = tmp_path / "record.csv"
    file.write_text("".join(as_csv(ALL)), newline="", encoding="utf-8")
    run = [sys.executable, "-c", textwrap.dedent(program[0]), str(file)]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.startswith("2 ")
    file.write_text(file.read_text(encoding="utf-8").replace("Numéro 1", "Numéro 9"))
    assert subprocess.run(run, capture_output=True, check=False).returncode != 0


def test_a_changed_cell_is_found_by_an_outsider() -> None:
    events = table()[1]
    events[0]["hashed"] = events[0]["hashed"].replace("happened", "did not")
    with pytest.raises(AssertionError):
        verified(events)


def test_the_file_opens_with_the_head_that_the_command_prints() -> None:
    *_, end = head_lines()
    assert f"# head={end.split()[2]}" in table()[0]
    assert parsed()["head"] == end.split()[2]
    assert parsed()["events"] == Event.objects.count()


def test_only_some_streams_and_days() -> None:
    assert {row["stream"] for row in table(Wanted(("thing:2",)))[1]} == {"thing:2"}
    today = dt.datetime.now(dt.UTC).date()
    tomorrow, long_ago = today + dt.timedelta(2), today - dt.timedelta(9)
    assert table(Wanted(since=tomorrow))[1] == []
    assert table(Wanted(until=long_ago))[1] == []
    assert len(table(Wanted(since=long_ago, until=tomorrow))[1]) == Event.objects.count()


def test_no_cell_is_a_formula() -> None:
    for row in table()[1]:
        assert not any(cell.startswith(("=", "+", "@")) for cell in row.values())
    assert {row["verb"] for row in table(Wanted(("thing:2",)))[1]} == {"'=happened"}


def test_who_works_here_takes_it_and_nobody_else(client: Client) -> None:
    assert client.get(CSV).status_code == 302
    client.force_login(make_user())
    assert client.get(CSV).status_code in (302, 403)
    client.force_login(make_user(Role.PUBLISHER))
    assert client.get(TAKE).status_code == 200
    answer = client.get(CSV, {"stream": ["thing:1", "thing:2"]})
    assert answer.streaming
    assert b"".join(answer).count(b"happened") > 3
    assert json.loads(b"".join(client.get(JSON, {"since": "2001-01-01"})))["streams"] == 2
    assert client.get("/admin/references/event/export/file/", {"kind": "json"}).streaming
    assert client.get("/admin/references/event/export/xml/").status_code == 404
    assert b"Enter a valid date" in client.get(CSV, {"since": "yesterday"}).content
    assert client.get(CSV, {"stream": "a\0b"}).status_code == 200
    assert b"Take the record" in client.get("/admin/references/event/").content
