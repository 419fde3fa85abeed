"""Points for and against two works being one, with reasons. Pure."""

from dataclasses import dataclass, field


@dataclass
class Likeness:
    """What was counted, and what agreed or did not, in words."""

    points: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: int, reason: str = "") -> None:
        """Count one thing."""
        self.points += points
        if reason:
            self.reasons.append(reason)

    @property
    def score(self) -> int:
        """0 to 100."""
        return max(0, min(100, self.points))
