"""Many letters: in order, the same whatever number of processes, and no process left behind."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from letterkit import review_many as module
from letterkit.errors import UsageError
from letterkit.review import Asked, Reviewed
from letterkit.review_many import Unread, review_many, without_text

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "progress-report"


class Deadly(str):
    """A name that ends the process which receives it, as the want of memory would."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        """Unpickle into an end."""
        return os._exit, (9,)


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    """Return the names of letters, one of which cannot be read and one is not there."""
    made = []
    for number in range(20):
        path = tmp_path / f"{number:02}.txt"
        path.write_text(f"Hello {number}. I suspect a fracture. She reports gout.", "utf-8")
        made.append(str(path))
    Path(made[7]).write_bytes(b"Hello" + bytes(20))  # no text
    Path(made[11]).unlink()
    return made


def test_two_processes_say_what_one_says_in_the_same_order(names: list[str]) -> None:
    names += [str(EXAMPLE / "letter.txt")]
    one, two = (list(review_many(names, Asked(), jobs=jobs)) for jobs in (1, 2))
    assert [outcome.name for outcome in one] == names
    assert two == one
    assert [o.name for o in one if isinstance(o, Unread)] == [names[7], names[11]]


def test_what_is_not_asked_is_known_in_every_process(names: list[str]) -> None:
    asked = Asked(ignore=("diagnosis",))
    for outcome in review_many(names[:4], asked, jobs=2):
        assert isinstance(outcome, Reviewed)
        assert outcome.report.issues == ()
    with pytest.raises(UsageError, match="no rule or family “nonsense”"):
        list(review_many(names, Asked(select=("nonsense",)), jobs=2))
    assert multiprocessing.active_children() == []


def test_an_outcome_can_be_sent_from_process_to_process(names: list[str]) -> None:
    for outcome in review_many(names[6:8], Asked()):
        assert pickle.loads(pickle.dumps(outcome)) == outcome


def test_standard_input_is_read_in_its_place_and_under_its_name(
    names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"I suspect a sprain."))
    monkeypatch.setattr("sys.stdin", stdin)
    some = [*names[:3], "-", *names[3:5]]
    outcomes = list(review_many(some, Asked(), jobs=2, stdin_name="draft.md"))
    assert [o.name for o in outcomes] == [*names[:3], "draft.md", *names[3:5]]
    (said,) = [o for o in outcomes if o.name == "draft.md"]
    assert isinstance(said, Reviewed)
    assert said.report.text == "I suspect a sprain."


def test_a_letter_that_ends_its_process_is_told_and_hides_no_other(names: list[str]) -> None:
    names[3:3] = [Deadly("deadly.docx")]
    outcomes = list(review_many(names, Asked(), jobs=2))
    assert [outcome.name for outcome in outcomes] == names
    unread = {o.name: str(o.faults[0]) for o in outcomes if isinstance(o, Unread)}
    assert list(unread) == [names[3], names[8], names[12]]
    assert unread["deadly.docx"] == (
        "deadly.docx: ended the process that read it. Is it unusually large? Check a part of it."
    )
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("error", [OSError(), ImportError(), NotImplementedError()])
@pytest.mark.parametrize("where", ["__init__", "submit"])
def test_where_there_are_no_processes_one_does_it_all(
    names: list[str], monkeypatch: pytest.MonkeyPatch, error: Exception, where: str
) -> None:
    expected = list(review_many(names, Asked(), jobs=1))

    def refusing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(ProcessPoolExecutor, where, refusing)
    assert list(review_many(names, Asked(), jobs=2)) == expected


def test_who_asks_no_more_leaves_no_process(names: list[str]) -> None:
    outcomes = review_many(names, Asked(), jobs=2)
    assert next(outcomes).name == names[0]
    assert len(multiprocessing.active_children()) == 2
    assert isinstance(outcomes, Iterator)
    outcomes.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_letter_for_which_memory_does_not_suffice_is_told(
    names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(module, "review", too_much)
    (outcome,) = review_many(names[:1], Asked())
    assert isinstance(outcome, Unread)
    assert "needs more memory than there is." in str(outcome.faults[0])


def test_few_letters_are_not_worth_a_process() -> None:
    assert module._fitting(10) == 1
    assert 1 <= module._fitting(10_000) <= 61


def test_only_a_report_that_points_nowhere_loses_its_text(names: list[str]) -> None:
    (with_issues, without) = (
        o.report for asked in (Asked(), Asked(ignore=("diagnosis",)))
        for o in review_many(names[:1], asked) if isinstance(o, Reviewed)
    )  # fmt: skip
    assert without_text(with_issues) == with_issues
    assert without_text(without) == without._replace(text="")


@pytest.fixture
def held(
    names: list[str], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[subprocess.Popen[str]]:
    """Run a check that waits: one of its letters is a pipe into which nobody writes."""
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    letters = [*names[:6], str(pipe), *names[12:]]
    command = [sys.executable, "-m", "letterkit", "check", "--jobs", request.param, *letters]
    run = subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    with run, pipe.open("wb"):  # goes on when the other end is open
        yield run
        run.kill()


def gone(group: int) -> bool:
    """Return whether the processes of a group come to their end soon."""
    for _ in range(200):
        if not any(alive(group)):
            return True
        time.sleep(0.05)
    return False


def alive(group: int) -> Iterator[str]:
    """Yield what the system says of the processes of a group, but for those that have ended."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            said = path.read_text("utf-8", "replace")
            state, _, its_group = said.rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                yield said


@pytest.mark.parametrize("held", ["1", "2"], indirect=True)
def test_ctrl_c_ends_calmly_and_leaves_no_process(held: subprocess.Popen[str]) -> None:
    assert any(alive(held.pid))
    os.killpg(held.pid, signal.SIGINT)
    out, error = held.communicate(timeout=30)
    assert (held.returncode, out, error) == (130, "", "letterkit: stopped.\n")
    assert gone(held.pid)


@pytest.mark.parametrize("held", ["2"], indirect=True)
def test_no_process_outlives_the_one_that_started_it(held: subprocess.Popen[str]) -> None:
    held.kill()
    held.communicate(timeout=30)
    assert gone(held.pid)
