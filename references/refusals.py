"""What a service says when it refuses: a fact in one sentence, shown to the person as it is."""

# Who refuses, waives, vouches or withdraws says why, in at least so many characters (DOMAIN section 3).
REASON_LENGTH = 10


class Refused(Exception):
    """A service did nothing, and says why. Every refusal of every app is one of these."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(Refused):
    """The person may not do this."""


class IllegalTransition(Refused):
    """The thing is not in a state from which this is possible."""


class NotPossible(Refused):
    """What was asked for contradicts something that is stored, or lacks something it needs."""
