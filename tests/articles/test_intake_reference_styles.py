"""One entry in the styles of the world: made-up works, each style's own marks; and hostile entries."""

import time

import pytest

from articles.intake import Author
from articles.intake.reference_fields import parse_reference

TITLE = "Cells of the cold room and what they cost"
STYLES = {
    "vancouver": f"Okafor CE, Berg T. {TITLE}. Larkst J Med. 2020;3(2):11-19.",
    "ama": f"Okafor CE, Berg T, et al. {TITLE}. *Larkst J Med*. 2020 Nov 5;3(2):11-19. doi:10.5555/lj.1",
    "apa": f"Okafor, C. E., & Berg, T. (2020). {TITLE}. *Larkstad Journal of Medicine*, *3*(2), 11-19.",
    "harvard": f"Okafor, C.E. and Berg, T. (2020) ‘{TITLE}’, Larkstad Journal of Medicine, 3(2), pp. 11-19.",
    "harvard, bare year": f"Okafor, C.E. and Berg, T., 2020. {TITLE}. Larkstad Journal of Medicine, 3(2), pp. 11-19.",
    "mla": f"Okafor, Clara E., and Tom Berg. “{TITLE}.” Larkstad Journal of Medicine 3.2 (2020): 11-19.",
    "chicago": f"Okafor, Clara, and Tom Berg. “{TITLE}.” Larkstad Journal of Medicine 3, no. 2 (2020): 11-19.",
    "ieee": f"C. E. Okafor and T. Berg, “{TITLE},” Larkstad Journal of Medicine, vol. 3, no. 2, pp. 11-19, Nov. 2020.",
    "nature": f"Okafor, C. E. & Berg, T. {TITLE}. Larkst. J. Med. 3, 11-19 (2020).",
    "acm": f"Clara Okafor and Tom Berg. 2020. {TITLE}. Larkstad Journal of Medicine 3, 2 (2020), 11-19.",
    "lncs": f"Okafor, C.E., Berg, T.: {TITLE}. Larkstad Journal of Medicine 3(2), 11-19 (2020)",
    "computer science": f"Clara Okafor and Tom Berg. {TITLE}. Larkstad Journal of Medicine, 3(2):11-19, November 2020.",
    "linguistics": f"Okafor, Clara, & Berg, Tom. 2020. {TITLE}. Larkstad Journal of Medicine 3. 11-19.",
}


@pytest.mark.parametrize("style", STYLES)
def test_an_article_in_each_style(style: str) -> None:
    found = parse_reference(STYLES[style], None, 1)
    assert (found.title, found.year) == (TITLE, 2020)
    assert [author.family for author in found.authors] == ["Okafor", "Berg"]
    assert (found.volume, found.pages) == ("3", "11-19")
    assert found.container_title.startswith("Larkst")
    assert found.missing == ()


@pytest.mark.parametrize(
    ("entry", "title", "container"),
    [
        (
            "Berg, T. (2018). The book of cold rooms. Larkstad: Vorholm University Press.",
            "The book of cold rooms",
            "Vorholm University Press",
        ),
        (
            "Berg, Tom. The Book of Cold Rooms. New York: Vorholm Press, 2018.",
            "The Book of Cold Rooms",
            "Vorholm Press",
        ),
        (
            "Berg, T. (2018). Cold rooms. In C. Okafor & H. Tanaka (Eds.), Handbook of rooms (pp. 3-9). Vorholm Press.",
            "Cold rooms",
            "Handbook of rooms",
        ),
        (
            "Tom Berg and Clara Okafor. Learning cold rooms. In Proceedings of the 3rd Conference on Rooms, 2018.",
            "Learning cold rooms",
            "Proceedings of the 3rd Conference on Rooms",
        ),
        (
            "Berg, Tom. “Cold Rooms.” In Handbook of Rooms, edited by Clara Okafor, 3-9. London: Vorholm Press, 2018.",
            "Cold Rooms",
            "Handbook of Rooms",
        ),
    ],
)
def test_books_chapters_and_proceedings(entry: str, title: str, container: str) -> None:
    found = parse_reference(entry, None, 1)
    assert (found.title, found.container_title, found.year) == (title, container, 2018)
    assert found.authors[0].family == "Berg"
    assert found.missing == ()


def test_given_names_before_the_family_name_are_told_apart_in_a_list() -> None:
    found = parse_reference(STYLES["computer science"], None, 1)
    assert found.authors == (Author("Okafor", "Clara"), Author("Berg", "Tom"))


@pytest.mark.parametrize(
    "unit", ["(", ")", ",", "A. ", "a ", "1 ", "1", "“", "\"", "2020 ", "[", "Berg T, ", "& ", "-", "x.", "1;", "Aa. "]
)  # fmt: skip
def test_a_hostile_entry_is_read_at_once(unit: str) -> None:
    entry = (unit * 3000)[:3000]
    parse_reference("Berg T. A title. J. 2020;1:2.", None, 1)
    started = time.process_time()
    parse_reference(entry, None, 1)
    assert time.process_time() - started < 1


def test_three_hundred_entries_are_read_within_two_seconds() -> None:
    parse_reference(STYLES["apa"], None, 1)
    started = time.process_time()
    for number in range(300):
        parse_reference(list(STYLES.values())[number % len(STYLES)], None, 1)
    assert time.process_time() - started < 2
