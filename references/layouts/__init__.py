"""Files of references and of notices, as others write them. Pure."""

from references.layouts.notices import read_notices
from references.layouts.recognition import recognise
from references.layouts.rows import (
    Choices,
    EncodingAsked,
    FileRefused,
    MappingAsked,
    NoticeInput,
    Question,
    Reading,
    StagedInput,
)
from references.layouts.text import opened

__all__ = [
    "Choices",
    "EncodingAsked",
    "FileRefused",
    "MappingAsked",
    "NoticeInput",
    "Question",
    "Reading",
    "StagedInput",
    "opened",
    "read_notices",
    "recognise",
]
