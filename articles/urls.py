"""Addresses of the public pages."""

from django.urls import path

from articles.views import (
    about,
    article,
    claim,
    disclaimer,
    front_page,
    method,
    policy,
    reference,
)

app_name = "articles"
urlpatterns = [
    path("", front_page, name="front_page"),
    path("articles/<slug:slug>/", article, name="article"),
    path("claims/<slug:key>/", claim, name="claim"),
    path("references/<slug:key>/", reference, name="reference"),
    path("how-we-judge-evidence/", method, name="method"),
    path("about/", about, name="about"),
    path("editorial-policy/", policy, name="policy"),
    path("medical-disclaimer/", disclaimer, name="disclaimer"),
]
