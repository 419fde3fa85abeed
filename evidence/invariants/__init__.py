"""What must be true of claims whatever the code does, as SQL to be run from outside any service (section 7)."""

from evidence.invariants.forbidden import FORBIDDEN
from evidence.invariants.told import TOLD

__all__ = ["FORBIDDEN", "TOLD"]
