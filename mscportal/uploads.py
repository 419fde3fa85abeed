"""How large an upload may be."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class SizeLimitUploadHandler(FileUploadHandler):
    """Refuses a request with files above UPLOAD_MAX_SIZE bytes before any of it is stored.

    Django's own limit does not count files. The parser never reads past the declared length, so a
    request that understates it gains nothing.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Mapping[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Look at the declared length only; the next handlers do the reading."""
        if content_length > settings.UPLOAD_MAX_SIZE:
            raise RequestDataTooBig(f"An upload of {content_length} bytes is too large.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass everything on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handlers."""
