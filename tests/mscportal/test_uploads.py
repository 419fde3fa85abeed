"""An upload that is too large is refused before it is stored."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory


def upload(size: int):
    file = SimpleUploadedFile("references.csv", b"x" * size)
    return RequestFactory().post("/", {"file": file})


def test_an_upload_within_the_limit_arrives_whole(settings) -> None:
    settings.UPLOAD_MAX_SIZE = 10_000
    assert upload(5_000).FILES["file"].size == 5_000


def test_an_upload_above_the_limit_is_refused(settings) -> None:
    settings.UPLOAD_MAX_SIZE = 10_000
    with pytest.raises(RequestDataTooBig):
        _ = upload(20_000).FILES
