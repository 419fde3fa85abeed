"""What may follow what in the library. Pure."""

from references.choices import RunState
from references.refusals import IllegalTransition

RUN_MOVES: dict[str, frozenset[str]] = {
    RunState.RECEIVED: frozenset(
        {RunState.ASKING, RunState.STAGED, RunState.REFUSED, RunState.DISCARDED}
    ),
    RunState.ASKING: frozenset({RunState.RECEIVED, RunState.DISCARDED}),
    RunState.STAGED: frozenset({RunState.COMMITTING, RunState.COMMITTED, RunState.DISCARDED}),
    RunState.COMMITTING: frozenset({RunState.COMMITTED, RunState.STAGED}),
    RunState.COMMITTED: frozenset({RunState.UNDONE}),
    RunState.REFUSED: frozenset(),
    RunState.DISCARDED: frozenset(),
    RunState.UNDONE: frozenset(),
}
WHY_NOT = {
    RunState.RECEIVED: "This file is still being read.",
    RunState.ASKING: "This file waits for an answer before it can be read.",
    RunState.REFUSED: "This file could not be read.",
    RunState.STAGED: "This file was read and waits for a decision.",
    RunState.COMMITTING: "This import is being written to the library.",
    RunState.COMMITTED: "This import was committed already.",
    RunState.DISCARDED: "This import was discarded. Import the file again.",
    RunState.UNDONE: "This import was taken back. Import the file again.",
}


def require_run_move(current: str, new: str) -> None:
    """Refuse a move that an import cannot make, and say where it stands."""
    if new not in RUN_MOVES[current]:
        raise IllegalTransition(WHY_NOT[RunState(current)])


def require_run_state(current: str, wanted: str) -> None:
    """Refuse what is done to an import in another state, and say where it stands."""
    if current != wanted:
        raise IllegalTransition(WHY_NOT[RunState(current)])
