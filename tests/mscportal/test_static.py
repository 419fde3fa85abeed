"""Static files as production serves them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


def test_every_static_file_and_every_name_in_a_style_sheet_resolves(tmp_path: Path) -> None:
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "STORAGES", storages)
        patch.setattr(settings, "STATIC_ROOT", tmp_path)
        from django.core.files.storage import StorageHandler

        storage = StorageHandler(storages)["staticfiles"]
        patch.setattr(staticfiles_storage, "_wrapped", storage)
        call_command("collectstatic", verbosity=0, interactive=False)
        assert storage.url("admin/css/base.css") != "/static/admin/css/base.css"
    assert (tmp_path / "staticfiles.json").exists()
    assert list(tmp_path.glob("admin/css/base.*.css.gz"))
