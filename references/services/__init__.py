"""Every write to the library: one public function per thing that a person can do."""

from references.services.imports import commit_import, discard_import, stage_import
from references.services.library import add_reference, create_reference, edit_reference
from references.services.notices import close_recheck, load_notices
from references.services.people import deactivate, invite, invite_again, reactivate, set_roles
from references.services.standing import check_notices, set_standing

__all__ = [
    "add_reference",
    "check_notices",
    "close_recheck",
    "commit_import",
    "create_reference",
    "deactivate",
    "discard_import",
    "edit_reference",
    "invite",
    "invite_again",
    "load_notices",
    "reactivate",
    "set_roles",
    "set_standing",
    "stage_import",
]
