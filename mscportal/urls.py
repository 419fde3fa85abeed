"""The root of all addresses."""

from django.contrib import admin
from django.urls import include, path

from mscportal.views import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("", include("articles.urls")),
]
