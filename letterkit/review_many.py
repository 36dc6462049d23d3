"""Many letters, one after the other or side by side, each with its report or with what it lacks.

Results come in the order of the names, whichever process ends first; they are the same for one
process and for many.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from letterkit.errors import Fault, InputError, Place
from letterkit.issue import Report
from letterkit.readers import MAX_BYTES
from letterkit.review import Asked, Reviewed, review

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

STDIN = "-"
# A process of its own costs as much as so many letters; so many go to it at once, and so many
# of these parcels are on their way: enough to keep it busy, few enough to hold in memory.
_WORTH_IT = 50
_PARCEL = 8
_UNDER_WAY = 3
_MOST_JOBS = 61  # more than Windows can wait for
_NO_PROCESSES = (OSError, ImportError, NotImplementedError)  # as small systems say it
_UNREADABLE: dict[type, str] = {
    FileNotFoundError: "there is no such file.",
    IsADirectoryError: "is a folder.",
}


class Unread(NamedTuple):
    """A letter that could not be reviewed, and why."""

    name: str
    faults: tuple[Fault, ...]


Outcome: TypeAlias = "Reviewed | Unread"


def review_many(
    names: Sequence[str], asked: Asked, *, jobs: int | None = None, stdin_name: str = STDIN
) -> Iterator[Outcome]:
    """Yield what comes of each letter, in the order of ``names``.

    “-” is standard input, read as if it were the file ``stdin_name``. ``jobs`` is how many
    processes work at once; without it one does, and for many letters all processors. Raises
    UsageError for an unknown profile, rule or family.
    """
    import itertools  # built in

    jobs = _fitting(len(names)) if jobs is None else min(jobs, len(names), _MOST_JOBS)
    for is_stdin, group in itertools.groupby(names, key=lambda name: name == STDIN):
        if is_stdin or jobs < 2:
            for name in group:
                yield _outcome(name, asked, stdin_name if is_stdin else name)
        else:
            yield from _side_by_side(list(group), asked, jobs)


def content_of(name: str) -> bytes:
    """Return a file's bytes, up to one more than a letter may have. Raises InputError."""
    try:
        if name == STDIN:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with open(name, "rb") as file:  # noqa: PTH123 pathlib would cost its import
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        what = _UNREADABLE.get(type(error), f"cannot be read ({error.strerror or error}).")
        raise InputError(Fault(what, "Name a letter.", Place(name))) from None


def without_text(report: Report) -> Report:
    """Return the report without the letter's words where nothing in it points at them."""
    return report if report.issues or report.allowed else report._replace(text="")


def _outcome(name: str, asked: Asked, called: str) -> Outcome:
    try:
        return review(content_of(name), called, asked)
    except InputError as error:  # a letter that cannot be read hides nothing of the others
        return Unread(called, error.faults)
    except MemoryError:
        return Unread(called, (_fault(called, "needs more memory than there is."),))


def _parcel(names: Sequence[str], asked: Asked) -> list[Outcome]:
    return [_outcome(name, asked, name) for name in names]


def _fitting(count: int) -> int:
    """Return how many processes so many letters are worth."""
    if count < _WORTH_IT:
        return 1
    mine = getattr(os, "sched_getaffinity", None)  # what this process may use, where that is known
    cores = len(mine(0)) if mine else os.cpu_count() or 1
    return min(cores, _MOST_JOBS)


def _side_by_side(names: Sequence[str], asked: Asked, jobs: int) -> Iterator[Outcome]:
    """Yield the outcomes from several processes; should one of them die, go on with new ones.

    Where the system gives no process, this one does all that is left.
    """
    from collections import deque
    from concurrent.futures.process import BrokenProcessPool

    size = max(1, min(_PARCEL, len(names) // jobs))
    parcels = deque(names[at : at + size] for at in range(0, len(names), size))
    while parcels:
        under_way: deque[tuple[Sequence[str], Future[list[Outcome]]]] = deque()
        try:
            with _Processes(jobs) as pool:
                while parcels or under_way:
                    while parcels and len(under_way) < jobs * _UNDER_WAY:
                        future = _sent(pool, parcels[0], asked)
                        under_way.append((parcels.popleft(), future))
                    outcomes = under_way[0][1].result()
                    under_way.popleft()
                    yield from outcomes
        except BrokenProcessPool:
            for parcel, future in under_way:
                lost = future.cancelled() or future.exception()
                yield from _one_by_one(parcel, asked) if lost else future.result()
        except _NO_PROCESSES:
            left = [*(parcel for parcel, _ in under_way), *parcels]
            yield from (outcome for parcel in left for outcome in _parcel(parcel, asked))
            return


def _one_by_one(names: Sequence[str], asked: Asked) -> Iterator[Outcome]:
    """Yield the outcomes of letters among which one may end the process that reads it."""
    from collections import deque
    from concurrent.futures.process import BrokenProcessPool

    left = deque(names)
    while left:
        try:
            with _Processes(1) as pool:
                while left:
                    outcomes = _sent(pool, [left[0]], asked).result()
                    left.popleft()
                    yield from outcomes
        except BrokenProcessPool:
            name = left.popleft()
            yield Unread(name, (_fault(name, "ended the process that read it."),))


def _fault(name: str, what: str) -> Fault:
    return Fault(what, "Is it unusually large? Check a part of it.", Place(name))


class _Processes:
    """A pool of processes that leaves none behind, however it ends."""

    def __init__(self, jobs: int) -> None:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        self._children = multiprocessing.active_children
        self._before = set(self._children())
        # Started anew, not copied: the same on every system, and safe beside threads.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)

    def __enter__(self) -> ProcessPoolExecutor:
        return self._pool

    def __exit__(self, kind: type | None, *_: object) -> None:
        if kind:  # interrupted, or asked no more: what is under way is of no use
            for child in set(self._children()) - self._before:
                child.terminate()
        self._pool.shutdown(cancel_futures=True)


def _sent(pool: ProcessPoolExecutor, names: Sequence[str], asked: Asked) -> Future[list[Outcome]]:
    """Send letters to a process, which may start for them: deaf to Ctrl-C, as its child will be."""
    import signal

    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # only the main thread hears it
        return pool.submit(_parcel, names, asked)
    try:
        return pool.submit(_parcel, names, asked)
    finally:
        signal.signal(signal.SIGINT, before)


def _begin() -> None:
    """Make a process of the pool leave Ctrl-C to the one that started it, and end with that."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
