"""The one API router: what other programs may read, and its schema."""

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.routers import DefaultRouter

from articles.api import ArticleViewSet, ClaimViewSet, ReferenceViewSet
from mscportal.views import api_reference

router = DefaultRouter()
router.register("articles", ArticleViewSet, basename="article")
router.register("claims", ClaimViewSet, basename="claim")
router.register("references", ReferenceViewSet, basename="reference")

urlpatterns = [
    path("schema/", SpectacularJSONAPIView.as_view(), name="api-schema"),
    path("docs/", api_reference, name="api-docs"),
    *router.urls,
]
