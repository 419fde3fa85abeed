"""Addresses of the public pages."""

from django.urls import path

from articles import views

app_name = "articles"
urlpatterns = [
    path("", views.front_page, name="front_page"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("claims/<slug:key>/", views.claim, name="claim"),
    path("references/<slug:key>/", views.reference, name="reference"),
    path("how-we-judge-evidence/", views.method, name="method"),
    path("about/", views.about, name="about"),
    path("editorial-policy/", views.policy, name="policy"),
    path("medical-disclaimer/", views.disclaimer, name="disclaimer"),
]
