"""Every write to the library: one public function per thing that a person can do."""

from references.services.deciding import (
    choose_rows,
    commit_import,
    commit_later,
    discard_import,
    undo_import,
    wait_again,
)
from references.services.imports import (
    answer_import,
    propose_import,
    read_import,
    read_later,
    receive_file,
)
from references.services.library import add_reference, create_reference, edit_reference
from references.services.notices import close_recheck, load_notices
from references.services.people import deactivate, invite, invite_again, reactivate, set_roles
from references.services.standing import check_notices, set_standing

__all__ = [
    "add_reference",
    "answer_import",
    "check_notices",
    "choose_rows",
    "close_recheck",
    "commit_import",
    "commit_later",
    "create_reference",
    "deactivate",
    "discard_import",
    "edit_reference",
    "invite",
    "invite_again",
    "load_notices",
    "propose_import",
    "reactivate",
    "read_import",
    "read_later",
    "receive_file",
    "set_roles",
    "set_standing",
    "undo_import",
    "wait_again",
]
