"""The reading API: published articles, the claims on them, and the references these rest on.

Everything is read from live publications and approvals, never from drafts; abstracts never leave.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, viewsets
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response

from articles.choices import ShownAs
from articles.content import ClaimContent, Content
from articles.models import LiveEntry, Publication
from articles.pages.rendering import PageText
from articles.selectors.live import EVIDENT
from evidence.badges import shows_as
from evidence.models import Citation, Claim
from evidence.selectors.public import PublicClaim, public_claims
from evidence.selectors.sources import public_references
from references.citing import apa
from references.exports import csl
from references.models import Reference


class PersonSerializer(serializers.Serializer[Any]):
    """A reviewer, as readers are told of them."""

    name = serializers.CharField()
    credentials = serializers.CharField()
    orcid = serializers.CharField()
    interests = serializers.CharField()
    interests_on = serializers.CharField(
        required=False, help_text="ISO date of the declaration; empty or missing if not known."
    )
    demonstration = serializers.BooleanField(help_text="An invented person of the demonstration.")


class CitedSerializer(serializers.Serializer[Any]):
    """A source on one line of plain text."""

    vancouver = serializers.CharField(help_text="In the manner of Vancouver.")
    apa = serializers.CharField(help_text="In the manner of APA 7.")


class ReferenceSerializer(serializers.Serializer[Any]):
    """A source: what it is, and whether it still stands."""

    key = serializers.CharField(help_text="Public key, never reused.")
    url = serializers.SerializerMethodField()
    citation = CitedSerializer()
    csl = serializers.DictField(help_text="The work as an item of CSL-JSON 1.0.2.")
    title = serializers.CharField()
    authors = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    container_title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    doi = serializers.CharField()
    pmid = serializers.CharField()
    design = serializers.CharField(help_text="Study design, or kind of source.")
    population = serializers.CharField()
    species = serializers.CharField()
    n_analysed = serializers.IntegerField(allow_null=True, help_text="People or animals analysed.")
    standing = serializers.CharField(
        help_text="What notices say: retracted, none_found, not_checked …"
    )
    standing_as_of = serializers.CharField(
        help_text="ISO date of the dataset; empty if not checked."
    )

    @extend_schema_field(serializers.URLField)
    def get_url(self, told: dict[str, Any]) -> str:
        """The page of the source."""
        return self.context["request"].build_absolute_uri(
            reverse("articles:reference", args=[told["key"]])
        )


class CitationSerializer(serializers.Serializer[Any]):
    """What a source does for a sentence, as reviewers found."""

    reference = serializers.CharField(help_text="Key of the reference.")
    judgement = serializers.CharField()
    quote = serializers.CharField()
    locator = serializers.CharField()


class ReasonSerializer(serializers.Serializer[Any]):
    """One step of the rule that led to the badge."""

    line = serializers.CharField()
    text = serializers.CharField()


class OverrideSerializer(serializers.Serializer[Any]):
    """That reviewers show another badge than the computed one; `until` is empty if it has no end."""

    computed = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.ListField(child=serializers.CharField())
    until = serializers.CharField()


class ClaimSerializer(serializers.Serializer[Any]):
    """One claim on three axes: certainty (badge), review, currency. Never one without the others."""

    key = serializers.CharField()
    version = serializers.IntegerField()
    url = serializers.SerializerMethodField()
    text = serializers.CharField()
    asks = serializers.CharField()
    direction = serializers.CharField()
    badge = serializers.CharField(help_text="GRADE's words, or what else the source is.")
    label = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="The badge as readers see it."
    )
    override = OverrideSerializer(allow_null=True)
    reasons = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField(help_text="current, or being_rechecked.")
    since = serializers.CharField(help_text="Since when it is re-checked; empty if current.")
    suspension = serializers.CharField(help_text="Why it is re-checked; empty if current.")
    basis = serializers.CharField(help_text="What the approval stands on: reviews or adjudication.")
    reviewers = PersonSerializer(many=True)
    approved_on = serializers.CharField()
    review_due_on = serializers.CharField()
    searched_on = serializers.CharField()
    effect_line = serializers.CharField()
    citations = CitationSerializer(many=True)

    @extend_schema_field(serializers.URLField)
    def get_url(self, told: PublicClaim) -> str:
        """The page of the claim."""
        return str(
            self.context["request"].build_absolute_uri(
                reverse("articles:claim", args=[told["key"]])
            )
        )

    @extend_schema_field(serializers.CharField)
    def get_label(self, told: PublicClaim) -> str:
        """The badge in words."""
        return _label(told)

    @extend_schema_field(ReasonSerializer(many=True))
    def get_reasons(self, told: PublicClaim) -> list[dict[str, str]]:
        """The steps of the rule, in order."""
        return [{"line": line, "text": text} for line, text in told["reasons"]]

    @extend_schema_field(serializers.ChoiceField(["current", "being_rechecked"]))
    def get_status(self, told: PublicClaim) -> str:
        """Whether it stands."""
        return "being_rechecked" if told["since"] else "current"


class PlacedClaimSerializer(serializers.Serializer[Any]):
    """A claim where it stands on a page, as published there."""

    position = serializers.IntegerField()
    key = serializers.CharField()
    version = serializers.IntegerField()
    text = serializers.CharField()
    badge = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    shown_as = serializers.CharField(help_text="approved, suspended, collapsed or omitted.")
    is_myth = serializers.BooleanField(help_text="Quoted as a myth, not said by us.")
    is_key_message = serializers.BooleanField()


class ArticleSummarySerializer(serializers.Serializer[Any]):
    """A live article."""

    slug = serializers.CharField()
    url = serializers.URLField()
    title = serializers.CharField()
    summary = serializers.CharField()
    published_on = serializers.CharField()
    first_published_on = serializers.CharField()
    last_reviewed_on = serializers.CharField()
    demonstration = serializers.BooleanField()


class ArticleSerializer(ArticleSummarySerializer):
    """A live article with its claims and references, as published."""

    review_due_on = serializers.CharField()
    searched_on = serializers.CharField()
    signed_off_by = PersonSerializer()
    claims = PlacedClaimSerializer(many=True)
    references = serializers.ListField(child=serializers.CharField(), help_text="Keys, in order.")


class Pages(LimitOffsetPagination):
    """Lists come in pages; nobody can ask for everything at once."""

    max_limit = 200


class Reading(ABC, viewsets.GenericViewSet[Any]):
    """Lists page by page and shows one; rows are told as dictionaries. Anyone may read, nobody writes."""

    lookup_url_kwarg = "key"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    pagination_class = Pages
    list_serializer: type[serializers.Serializer[Any]]

    @abstractmethod
    def told(self, rows: Sequence[Any]) -> list[Any]:
        """These rows as the list's serializer takes them, in a constant number of queries."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of them."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        told = self.told(page or [])
        context = self.get_serializer_context()
        return self.get_paginated_response(
            self.list_serializer(told, many=True, context=context).data
        )

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them; 404 if readers cannot see it."""
        row = get_object_or_404(
            self.get_queryset(), **{self.lookup_field: kwargs[str(self.lookup_url_kwarg)]}
        )
        return Response(self.get_serializer(self.told([row])[0]).data)


@extend_schema_view(list=extend_schema(responses=ArticleSummarySerializer(many=True)))
class ArticleViewSet(Reading):
    """Live articles."""

    queryset = (
        Publication.objects.filter(live__isnull=False).select_related("article").order_by("-id")
    )
    lookup_field = "article__slug"
    lookup_url_kwarg = "slug"
    serializer_class = ArticleSerializer
    list_serializer = ArticleSummarySerializer

    def told(self, rows: Sequence[Publication]) -> list[dict[str, Any]]:
        """What each page prints, as data."""
        return [_article(publication.content, self.request) for publication in rows]


class ClaimViewSet(Reading):
    """Claims on live pages."""

    queryset = (
        Claim.objects.filter(pk__in=LiveEntry.objects.filter(shown_as__in=EVIDENT).values("claim"))
    ).order_by("id")
    lookup_field = "key"
    serializer_class = list_serializer = ClaimSerializer

    def told(self, rows: Sequence[Claim]) -> list[PublicClaim]:
        """The newest version of each that a live page shows."""
        shown = (
            LiveEntry.objects.filter(claim__in=rows, shown_as__in=EVIDENT)
            .order_by("claim_id", "-version__number")
            .distinct("claim_id")
            .values_list("version", flat=True)
        )
        told = {claim["key"]: claim for claim in public_claims(shown).values()}
        return [told[row.key] for row in rows]


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter(
                "q",
                str,
                description="Words of title, authors or journal, a phrase in quotation marks, or an identifier "
                "in any form.",
            )
        ]
    )
)
class ReferenceViewSet(Reading):
    """References that claims on live pages cite; what was merged is found under its old key too."""

    works = (
        Reference.objects.defer("abstract", "search")
        .filter(
            pk__in=Citation.objects.filter(
                version__in=LiveEntry.objects.filter(shown_as__in=EVIDENT).values("version")
            ).values(work=Coalesce("reference__merged_into", "reference"))
        )
        .order_by("id")
    )
    queryset = works
    lookup_field = "key"
    serializer_class = list_serializer = ReferenceSerializer

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What a search finds, where there is one."""
        text = self.request.query_params.get("q", "")
        return self.works.found_by(text) if text.strip() else queryset

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them; 404 if readers cannot see it."""
        merged = Reference.objects.filter(key=kwargs["key"]).values_list(
            "merged_into__key", flat=True
        )
        return super().retrieve(
            request, *args, **{**kwargs, "key": merged.first() or kwargs["key"]}
        )

    def told(self, rows: Sequence[Reference]) -> list[dict[str, Any]]:
        """Each with what it is, and how it is cited."""
        told = public_references(rows)
        return [
            {
                **told[row.key],
                "citation": {"vancouver": told[row.key]["citation"], "apa": apa(row)},
                "csl": {name: part for name, part in csl.item(row).items() if name != "custom"},
            }
            for row in rows
        ]


def _article(content: Content, request: Request) -> dict[str, Any]:
    text = PageText(content)
    return {
        **content,
        "title": text.plain_title(),
        "url": request.build_absolute_uri(reverse("articles:article", args=[content["slug"]])),
        "summary": text.plain(content["summary_html"]),
        "last_reviewed_on": content["signed_off_on"],
        "claims": [
            {**claim, "position": int(position), "label": _label(claim)}
            for position, claim in content["claims"].items()
            if claim["shown_as"] != ShownAs.OMITTED
        ],
        "references": [reference["key"] for reference in content["references"]],
    }


def _label(claim: ClaimContent | PublicClaim) -> str:
    return shows_as(claim["badge"], claim["direction"], claim["checked_on"]).text
