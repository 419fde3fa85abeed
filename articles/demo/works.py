"""Works that the demonstration cites, with what each study is."""

import datetime as dt
from typing import Any

from evidence.choices import Design, Population


def _people(*names: str) -> list[dict[str, str]]:
    return [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in names]


WORKS: dict[str, dict[str, Any]] = {
    "griffiths": {
        "title": "Psoriasis",
        "authors": _people(
            "Griffiths, C E M", "Armstrong, A W", "Gudjonsson, J E", "Barker, J N W N"
        ),
        "container_title": "The Lancet",
        "issued_year": 2021,
        "volume": "397",
        "issue": "10281",
        "pages": "1301-1315",
        "doi": "10.1016/S0140-6736(20)32549-6",
    },
    "greb": {
        "title": "Psoriasis",
        "authors": _people("Greb, J E", "Goldminz, A M", "Elder, J T"),
        "authors_truncated": True,
        "container_title": "Nature Reviews Disease Primers",
        "issued_year": 2016,
        "volume": "2",
        "article_number": "16082",
        "doi": "10.1038/nrdp.2016.82",
    },
    "dominici": {
        "title": "Minimal criteria for defining multipotent mesenchymal stromal cells. The International"
        " Society for Cellular Therapy position statement",
        "authors": _people("Dominici, M", "Le Blanc, K", "Mueller, I"),
        "authors_truncated": True,
        "container_title": "Cytotherapy",
        "issued_year": 2006,
        "volume": "8",
        "issue": "4",
        "pages": "315-317",
        "doi": "10.1080/14653240600855905",
    },
    "jiao": {
        "title": "Normal mesenchymal stem cells can improve the abnormal function of T cells in psoriasis"
        " through upregulating transforming growth factor-β receptor",
        "authors": _people("Jiao, J", "Zhao, X", "Wang, Y"),
        "authors_truncated": True,
        "container_title": "The Journal of Dermatology",
        "issued_year": 2022,
        "volume": "49",
        "issue": "10",
        "pages": "988-997",
        "doi": "10.1111/1346-8138.16490",
    },
    "chen": {
        "title": "Mesenchymal Stem Cells Alleviate Moderate-to-Severe Psoriasis by Reducing the Production"
        " of Type I Interferon (IFN-I) by Plasmacytoid Dendritic Cells (pDCs)",
        "authors": _people("Chen, M", "Peng, J", "Xie, Q"),
        "authors_truncated": True,
        "container_title": "Stem Cells International",
        "issued_year": 2019,
        "volume": "2019",
        "article_number": "6961052",
        "doi": "10.1155/2019/6961052",
    },
    "zhang": {
        "title": "Exosomes Derived from Human Umbilical Cord Mesenchymal Stem Cells Alleviate"
        " Psoriasis-like Skin Inflammation",
        "authors": _people("Zhang, Y", "Yan, J", "Li, Z", "Zheng, J", "Sun, Q"),
        "container_title": "Journal of Interferon & Cytokine Research",
        "issued_year": 2022,
        "volume": "42",
        "issue": "1",
        "pages": "8-18",
        "doi": "10.1089/jir.2021.0146",
    },
    "sah": {
        "title": "Effects of Human Mesenchymal Stem Cells Transduced with Superoxide Dismutase on"
        " Imiquimod-Induced Psoriasis-Like Skin Inflammation in Mice",
        "authors": _people("Sah, S K", "Park, K H", "Yun, C-O", "Kang, K-S", "Kim, T-Y"),
        "container_title": "Antioxidants & Redox Signaling",
        "issued_year": 2016,
        "volume": "24",
        "issue": "5",
        "pages": "233-248",
        "doi": "10.1089/ars.2015.6368",
    },
    "meng": {
        "title": "Overexpression of Hepatocyte Growth Factor in Dental Pulp Stem Cells Ameliorates the"
        " Severity of Psoriasis by Reducing Inflammatory Responses",
        "authors": _people("Meng, H", "Wei, F", "Zhou, Y"),
        "authors_truncated": True,
        "container_title": "Stem Cells and Development",
        "issued_year": 2021,
        "volume": "30",
        "issue": "17",
        "pages": "876-889",
        "doi": "10.1089/scd.2021.0081",
    },
    "cheng": {
        "title": "Human umbilical cord mesenchymal stem cells for psoriasis: a phase 1/2a, single-arm study",
        "authors": _people("Cheng, L", "Wang, S", "Peng, C"),
        "authors_truncated": True,
        "container_title": "Signal Transduction and Targeted Therapy",
        "issued_year": 2022,
        "volume": "7",
        "article_number": "263",
        "doi": "10.1038/s41392-022-01059-y",
    },
    "ahn": {
        "title": "Psoriasis treatment using minimally manipulated umbilical cord-derived mesenchymal stem"
        " cells: A case report",
        "authors": _people("Ahn, H", "Lee, S Y", "Jung, W-J", "Pi, J", "Lee, K-H"),
        "container_title": "World Journal of Clinical Cases",
        "issued_year": 2021,
        "volume": "9",
        "issue": "23",
        "pages": "6798-6803",
        "doi": "10.12998/wjcc.v9.i23.6798",
    },
    "kuriyan": {
        "title": "Vision Loss after Intravitreal Injection of Autologous “Stem Cells” for AMD",
        "authors": _people("Kuriyan, A E", "Albini, T A", "Townsend, J H"),
        "authors_truncated": True,
        "container_title": "The New England Journal of Medicine",
        "issued_year": 2017,
        "volume": "376",
        "issue": "11",
        "pages": "1047-1053",
        "doi": "10.1056/NEJMoa1609583",
    },
    "lalu": {
        "title": "Safety of Cell Therapy with Mesenchymal Stromal Cells (SafeCell): A Systematic Review and"
        " Meta-Analysis of Clinical Trials",
        "authors": _people("Lalu, M M", "McIntyre, L", "Pugliese, C"),
        "authors_truncated": True,
        "container_title": "PLoS ONE",
        "issued_year": 2012,
        "volume": "7",
        "issue": "10",
        "article_number": "e47559",
        "doi": "10.1371/journal.pone.0047559",
    },
    "fda": {
        "csl_type": "legislation",
        "title": "FDA Approves First Mesenchymal Stromal Cell Therapy to Treat Steroid-refractory Acute"
        " Graft-versus-host Disease",
        "authors": [{"literal": "U.S. Food and Drug Administration"}],
        "publisher": "U.S. Food and Drug Administration",
        "issued_year": 2024,
        "issued_month": 12,
        "issued_day": 18,
    },
    "jiang": {
        "title": "Pluripotency of mesenchymal stem cells derived from adult marrow",
        "authors": _people("Jiang, Y", "Jahagirdar, B N", "Reinhardt, R L"),
        "authors_truncated": True,
        "container_title": "Nature",
        "issued_year": 2002,
        "volume": "418",
        "issue": "6893",
        "pages": "41-49",
        "doi": "10.1038/nature00870",
    },
}

FACTS: dict[str, dict[str, Any]] = {
    "griffiths": {"design": Design.NARRATIVE_REVIEW, "population": Population.PEOPLE},
    "greb": {"design": Design.NARRATIVE_REVIEW, "population": Population.PEOPLE},
    "dominici": {"design": Design.GUIDELINE},
    "jiao": {"design": Design.IN_VITRO, "population": Population.CELLS, "species": "human cells"},
    "chen": {"design": Design.ANIMAL, "population": Population.ANIMALS, "species": "mouse"},
    "zhang": {"design": Design.ANIMAL, "population": Population.ANIMALS, "species": "mouse"},
    "sah": {"design": Design.ANIMAL, "population": Population.ANIMALS, "species": "mouse"},
    "meng": {"design": Design.ANIMAL, "population": Population.ANIMALS, "species": "mouse"},
    "cheng": {"design": Design.SINGLE_ARM_TRIAL, "population": Population.PEOPLE, "n": 17},
    "ahn": {"design": Design.CASE_REPORT, "population": Population.PEOPLE, "n": 1},
    "kuriyan": {"design": Design.CASE_SERIES, "population": Population.PEOPLE, "n": 3},
    "lalu": {
        "design": Design.SYSTEMATIC_REVIEW,
        "n": 1012,
        "population": Population.PEOPLE,
        "pooled_designs": [Design.RCT],
        "pooled_populations": [Population.PEOPLE],
    },
    "fda": {"design": Design.OFFICIAL_DOCUMENT, "checked_on": dt.date(2024, 12, 18)},
    "jiang": {"design": Design.ANIMAL, "population": Population.ANIMALS, "species": "mouse"},
}

# The retraction of 2024, as a dataset of notices would give it.
RETRACTION: dict[str, Any] = {
    "record_id": "demonstration-1",
    "nature": "Retraction",
    "noticed_on": dt.date(2024, 6, 17),
    "notice_doi": "10.1038/s41586-024-07653-0",
    "notice_pmid": "",
    "original_doi": "10.1038/nature00870",
    "original_pmid": "",
    "original_title": WORKS["jiang"]["title"],
    "original_year": 2002,
    "reason": "Concerns about images",
}
