"""When was the page last used, and when does the server stop by itself?"""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds_passed() -> float:
    """Return seconds from anywhere, those through which the machine slept among them."""
    clock = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Idle:
    """Counts the seconds since the last use; ``clock`` counts seconds from anywhere."""

    def __init__(self, stops_after: float, clock: Callable[[], float] = seconds_passed) -> None:
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
