"""When was the page last used, and when does the server stop by itself?"""

from __future__ import annotations

import time
from collections.abc import Callable


class Idle:
    """Counts the seconds since the last use; ``clock`` counts seconds from anywhere."""

    def __init__(self, stops_after: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.stops_after = stops_after
        self._clock = clock
        self._last = clock()

    def note_use(self) -> None:
        """Begin to count anew."""
        self._last = self._clock()

    @property
    def seconds(self) -> float:
        """Return how many seconds ago the page was last used."""
        return self._clock() - self._last

    @property
    def is_over(self) -> bool:
        """Return whether it is time to stop."""
        return self.seconds >= self.stops_after
