"""Bytes → text: marks, encodings, what is asked and what is refused."""

import gzip
import io

import pytest

from references.layouts import Choices, EncodingAsked, FileRefused, Reading, recognise
from references.layouts.encodings import settled
from references.layouts.text import Window, opened

HEADER = "Title,Authors,Year\n"


def asked(content: bytes) -> EncodingAsked:
    question = recognise(io.BytesIO(content), "f.csv")
    assert isinstance(question, EncodingAsked)
    return question


def titles(content: bytes, encoding: str = "") -> list[str]:
    reading = recognise(io.BytesIO(content), "f.csv", Choices(encoding=encoding))
    assert isinstance(reading, Reading)
    return [row.data["title"] for row in reading.rows]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a", "a"),
        (b"\xef\xbb\xbfa\xef\xbb\xbf", "a\ufeff"),
        (b"\xef\xbb\xbf\xef\xbb\xbf\xef\xbb\xbfa", "a"),
        (b"\xff\xfea\x00\xe9\x00", "aé"),
        (b"\xfe\xff\x00a\x00\xe9", "aé"),
        (b"\xff\xfe\xff\xfea\x00", "a"),
        ("\ufeffTitle, Year".encode("utf-16-le"), "Title, Year"),
        ("Title, Year\n".encode("utf-16-le"), "Title, Year\n"),
        ("Title, Year\n".encode("utf-16-be"), "Title, Year\n"),
        (b"a\n\x1a", "a\n"),
        (b"a\x1ab\n\x1a\x1a\x1a", "a\x1ab\n"),
        ("\ufeffa\n\x1a".encode("utf-16-le"), "a\n"),
        (b"\xef\xbb\xbf\x1a", ""),
        (b"", ""),
        (b"a\r\nb\rc\n\nd", "a\r\nb\rc\n\nd"),
    ],
)
def test_marks_and_the_end_of_old_programs_are_no_text(content: bytes, text: str) -> None:
    for raw in (content, gzip.compress(content)):
        file = opened(io.BytesIO(raw), "f.txt")
        assert settled(file) is None
        with file.text() as stream:
            assert stream.read() == text
        with file.binary() as stream:
            assert stream.read() == content


def test_a_file_has_several_readers_at_once() -> None:
    file = opened(io.BytesIO(b"one\ntwo\nthree\n"), "f.txt")
    first, second = file.text(), file.text()
    assert [first.readline(), second.readline(), first.readline()] == ["one\n", "one\n", "two\n"]
    first.close()
    assert second.readline() == "two\n"
    assert file.text().read() == "one\ntwo\nthree\n"


def test_a_window_never_shows_what_is_beside_it() -> None:
    window = Window(io.BytesIO(b"0123456789"), 2, 6)
    assert window.read() == b"2345"
    assert window.seek(-2, io.SEEK_END) == 2
    assert window.read() == b"45"
    assert (window.seek(-9), window.read(1)) == (0, b"2")


@pytest.mark.parametrize(
    ("text", "encoding", "likeliest"),
    [
        ("Étude naïve à Zürich: 5 µm", "cp1252", "cp1252"),
        ("“Smart” – quotes’ test", "cp1252", "cp1252"),
        ("Étude naïve à Zürich", "mac_roman", "mac_roman"),
        ("Žluťoučký kůň úpěl ďábelské ódy v nemocnici", "cp1250", "cp1250"),
        ("Применение стволовых клеток при псориазе", "cp1251", "cp1251"),
        ("臨床試験の結果について", "shift_jis", "shift_jis"),
        ("间充质干细胞治疗银屑病的临床研究进展", "gb18030", "gb18030"),
    ],
)
def test_other_encodings_are_proposed_with_the_line_as_it_would_read(
    text: str, encoding: str, likeliest: str
) -> None:
    content = f"{HEADER}Plain,,2020\n".encode() + f"{text},,2020\n".encode(encoding)
    question = asked(content)
    assert question.line == 3
    assert 2 <= len(question.proposals) <= 4
    assert question.proposals[0] == (likeliest, (f"{text},,2020",))
    assert len({lines for _, lines in question.proposals}) == len(question.proposals)
    for codec, lines in question.proposals:
        assert lines[0].partition(",,")[0] in titles(content, codec)[1]
    assert titles(content, encoding)[1] == text


def test_the_samples_show_where_the_letters_are() -> None:
    line = "x" * 1000 + "Müller" + "y" * 1000
    question = asked((HEADER + "".join(f"{n}{line},,2020\n" for n in range(9))).encode("cp1252"))
    codec, lines = question.proposals[0]
    assert codec == "cp1252"
    assert len(lines) <= 3
    assert all("Müller" in line and len(line) <= 120 for line in lines)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("before", [0, 1, 70_000])
def test_the_line_that_is_asked_about_is_the_physical_one(end: str, before: int) -> None:
    content = (HEADER + f"Title,,2020{end}" * before).encode() + b"M\xfcller,,2020\n"
    assert asked(content).line == before + 2


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [1, 70_000])
def test_a_broken_utf16_is_refused_by_its_line(encoding: str, before: int) -> None:
    good = ("\ufeff" + HEADER + "Title,,2020\r\n" * before).encode(encoding)
    for bad in (b"\x00\xd8\x00\xd8" if encoding.endswith("le") else b"\xd8\x00\xd8\x00", b"\x41"):
        with pytest.raises(FileRefused, match=f"Line {before + 2} is not"):
            titles(good + bad)


def test_utf32_is_refused() -> None:
    with pytest.raises(FileRefused, match="UTF-32"):
        titles((HEADER + "A,,2020\n").encode("utf-32"))


@pytest.mark.parametrize("encoding", ["rot13", "zip", "unicode_escape", "utf-7", "nothing", "idna"])
def test_only_encodings_of_the_list_can_be_chosen(encoding: str) -> None:
    with pytest.raises(FileRefused, match="knows no encoding"):
        titles(HEADER.encode(), encoding)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"M\xfcller,,2020\n", "shift_jis"),
        (b"\x81 x,,2020\n", "cp1252"),
        (b"M\xc3\xbc\xff,,2020\n", "gb18030"),
    ],
)
def test_an_encoding_that_does_not_fit_is_refused_by_line(content: bytes, encoding: str) -> None:
    with pytest.raises(FileRefused, match="Line 2 is not"):
        titles(HEADER.encode() + content, encoding)


def test_a_mark_wins_over_a_choice() -> None:
    assert titles(b"\xef\xbb\xbf" + f"{HEADER}Müller,,2020\n".encode(), "cp1252") == ["Müller"]


def test_a_choice_is_believed_where_the_file_could_be_utf8() -> None:
    assert titles(f"{HEADER}Müller,,2020\n".encode(), "windows-1252") == ["MÃ¼ller"]


def test_only_what_reads_the_whole_file_is_proposed() -> None:
    far = b"M\xfcller,,2020\n" + b"A title,,2020\n" * 5000 + b"\x81\x20,,2020\n"
    assert "cp1252" not in [codec for codec, _ in asked(HEADER.encode() + far).proposals]


def test_there_is_always_something_to_propose() -> None:
    content = HEADER.encode() + bytes(range(128, 256)) + b",,2020\n"
    assert len(asked(content).proposals) >= 2


def test_xml_is_read_in_the_encoding_that_it_declares() -> None:
    records = (
        "<xml><records><record><titles><title>Müller</title></titles></record></records></xml>"
    )
    content = f'<?xml version="1.0" encoding="ISO-8859-1"?>{records}'
    assert titles(content.encode("iso8859_1")) == ["Müller"]
    assert titles(content.replace("ISO-8859-1", "UTF-8").encode()) == ["Müller"]
