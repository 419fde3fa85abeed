"""The root of all addresses."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from mscportal.login import ThrottledResetView
from mscportal.views import healthz

urlpatterns = [
    # Before the admin's own addresses; the first name makes its sign-in page offer the way.
    path("admin/password/", ThrottledResetView.as_view(), name="admin_password_reset"),
    path("admin/password/sent/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "admin/password/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "admin/password/done/",
        auth.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("api/", include("mscportal.api")),
    path("", include("articles.urls")),
]
