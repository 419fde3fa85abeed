"""Trial registrations in one form, whatever the hand that wrote them."""

import pytest

from evidence.registrations import registrations, trials_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("ClinicalTrials.gov NCT01234567.", ("NCT01234567",)),
        ("nct01234567", ("NCT01234567",)),
        ("NCT 01234567", ("NCT01234567",)),
        ("NCT-01234567", ("NCT01234567",)),
        ("NCT\u201101234567", ("NCT01234567",)),
        ("NCT number: 01234567", ("NCT01234567",)),
        ("NCT0123456", ()),
        ("NCT012345678", ()),
        ("XNCT01234567", ()),
        ("ISRCTN 12345678", ("ISRCTN12345678",)),
        ("ISRCTN registration number 12345678", ("ISRCTN12345678",)),
        ("isrctn/ISRCTN12345678", ("ISRCTN12345678",)),
        ("EudraCT number: 2010-012345-12", ("EudraCT 2010-012345-12",)),
        ("EU CT 2022-500123-12-00", ("EUCT 2022-500123-12",)),
        ("ChiCTR2100043520", ("ChiCTR2100043520",)),
        ("ChiCTR-TRC-12345678", ("ChiCTR-TRC-12345678",)),
        ("chictr - trc - 12345678", ("ChiCTR-TRC-12345678",)),
        ("JPRN-UMIN000006236", ("UMIN000006236",)),
        ("UMIN-CTR: UMIN000006236", ("UMIN000006236",)),
        ("jRCTs031180123", ("jRCTs031180123",)),
        ("JapicCTI-121987", ("JapicCTI-121987",)),
        ("JMA-IIA00123", ("JMA-IIA00123",)),
        ("DRKS00000570", ("DRKS00000570",)),
        ("ACTRN12617000876392", ("ACTRN12617000876392",)),
        ("ACTRN 12617000876392p", ("ACTRN12617000876392",)),
        ("CTRI/2018/05/013712", ("CTRI/2018/05/013712",)),
        ("IRCT20080901001165N58", ("IRCT20080901001165N58",)),
        ("KCT0001234", ("KCT0001234",)),
        ("NTR 3921", ("NTR3921",)),
        ("PACTR201810634118600", ("PACTR201810634118600",)),
        ("TCTR20210101001", ("TCTR20210101001",)),
        ("RBR-7F3D9X", ("RBR-7f3d9x",)),
        ("RPCEC00000123", ("RPCEC00000123",)),
        ("SLCTR/2015/012", ("SLCTR/2015/012",)),
        ("NCT01234567, NCT01234567", ("NCT01234567",)),
        ("NCT01234567; ISRCTN12345678", ("ISRCTN12345678", "NCT01234567")),
        ("In 2010 we saw 12345678 cells in 17 people.", ()),
        ("rbre.2014.05.002", ()),
    ],
)
def test_numbers_are_found_in_the_form_of_their_registry(text: str, found: tuple[str, ...]) -> None:
    assert registrations(text) == found


@pytest.mark.parametrize(
    ("cell", "trials"),
    [
        ("", set()),
        ("   ", set()),
        ("NCT01234567 and isrctn12345678", {"NCT01234567", "ISRCTN12345678"}),
        ("The  Oslo\u2011Trial", {"the oslo-trial"}),
    ],
)
def test_a_cell_names_trials_by_number_else_by_its_words(cell: str, trials: set[str]) -> None:
    assert trials_of(cell) == trials
