"""What a page says to machines: JSON-LD of schema.org, and how it is written into HTML. Pure."""

import json
from typing import Any

from articles.content import Content, Person, ReferenceContent

# So that no text can end the script element or break older parsers.
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_ld(data: dict[str, Any]) -> str:
    """JSON that is safe inside a `<script type="application/ld+json">`."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True).translate(ESCAPED)


def article_data(content: Content, *, title: str, url: str) -> dict[str, Any]:
    """The page as a MedicalWebPage. A demonstration claims no review: machines read no banners."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": title,
        "url": url,
        "inLanguage": content.get("language", "en-GB"),
        "isAccessibleForFree": True,
        "datePublished": content["first_published_on"],
        "dateModified": content["published_on"],
        "citation": [_work(reference) for reference in content["references"]],
    }
    if not content["demonstration"]:
        data["lastReviewed"] = content["signed_off_on"]
        data["reviewedBy"] = _person(content["signed_off_by"])
    return data


def _person(person: Person) -> dict[str, Any]:
    data = {"@type": "Person", "name": person["name"], "description": person["credentials"]}
    if person["orcid"]:
        data["identifier"] = f"https://orcid.org/{person['orcid']}"
    return data


def _work(reference: ReferenceContent) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": "CreativeWork", "name": reference["title"]}
    if reference["doi"]:
        data["sameAs"] = f"https://doi.org/{reference['doi']}"
    elif reference["pmid"]:
        data["sameAs"] = f"https://pubmed.ncbi.nlm.nih.gov/{reference['pmid']}/"
    elif reference["url"]:
        data["url"] = reference["url"]
    if reference["year"]:
        data["datePublished"] = str(reference["year"])
    return data
