"""Measures the budgets of speed and memory, as ratios within one run.

    python tests/benchmarks/run.py [--strict] [--runs 21] [PART …]

Needs only letterkit, and for “live” what its local page needs; proselint, which 1 MB of letters is
compared with, is installed into a virtual environment that lasts as long as the run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "scope")]  # this checkout, and its probes

from probes import BUDGET, all_probes, seconds  # noqa: E402

from letterkit import check_text, draft, load_case, write_letter  # noqa: E402

PROSELINT = "proselint==0.16.0"
EXAMPLES = sorted((ROOT / "examples").iterdir())
LETTERS = sorted((ROOT / "tests" / "corpus" / "letters").glob("*.txt"))
MEGABYTE = 1_000_000
THOUSAND = 1000
LIVE = 500
LETTERKIT = (sys.executable, "-c", "from letterkit.cli import main; main()")
# Starts a command from a small process, whose own memory the command's peak cannot take over.
_LAUNCHER = """
import os, sys, time
start = time.perf_counter()
quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(process, 0)
print(time.perf_counter() - start, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))
"""


class Row(NamedTuple):
    """A figure, what it is compared with, and what it may come to at most."""

    what: str
    figure: float
    against: float
    unit: str
    budget: float | None = None

    @property
    def ratio(self) -> float:
        """Return the figure in terms of what it is compared with."""
        return self.figure / self.against

    @property
    def met(self) -> bool:
        """Return whether the budget holds; a row without one is only told."""
        return self.budget is None or self.ratio <= self.budget

    def __str__(self) -> str:
        """Return the row of the table."""
        verdict = "" if self.budget is None else ("met" if self.met else "MISSED")
        budget = "" if self.budget is None else f"{self.budget:.2f}"
        return (
            f"{self.what:56}{self.figure:10.1f}{self.against:10.1f} {self.unit:4}"
            f"{self.ratio:8.2f}{budget:>8}  {verdict}"
        )


class Run(NamedTuple):
    """How a command ran."""

    milliseconds: float
    peak: float  # MiB


def launched(command: Sequence[str], expected: tuple[int, ...] = (0,)) -> Run:
    """Run a command and say how long it took and the most memory it held."""
    said = subprocess.run(
        [sys.executable, "-I", "-c", _LAUNCHER, *command],
        capture_output=True, text=True, check=True, cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "NO_COLOR": "1",
            "PYTHONDONTWRITEBYTECODE": "",  # a package that was installed has its bytecode
        },
    ).stdout.split()  # fmt: skip
    if int(said[2]) not in expected:
        raise RuntimeError(f"{' '.join(command)} ended with {said[2]}")
    return Run(float(said[0]) * 1000, float(said[1]))


def medians(commands: Sequence[Callable[[], float]], runs: int) -> list[float]:
    """Return the median of each measurement; they take turns, so that noise falls on all."""
    for command in commands:
        command()  # the first run fills the caches of files
    taken = [[command() for command in commands] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def cold(runs: int) -> Iterator[Row]:
    """Measure commands from a cold start against importing what they need."""
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "x.docx")
        case = str(EXAMPLES[0] / "case.yaml")
        clean, mixed = str(EXAMPLES[0] / "letter.txt"), str(ROOT / "tests/corpus/letters/15.txt")
        in_word = str(Path(folder) / "letter.docx")
        launched([*LETTERKIT, "draft", case, "-o", in_word])
        few, many = "import click", "import click, jinja2, docx, yaml, pydantic"
        check = [*LETTERKIT, "check", "--fail-on", "never"]
        commands = [
            [sys.executable, "-c", few],
            [*check, clean],
            [*check, mixed],
            [*check, "--format", "json", mixed],
            [sys.executable, "-c", many],
            [*LETTERKIT, "draft", case, "-o", target, "--overwrite"],
            [*check, in_word],
        ]
        taken = medians([lambda c=c: launched(c).milliseconds for c in commands], max(runs, 15))  # type: ignore[misc]
    yield Row("check, cold, a clean letter : import click", taken[1], taken[0], "ms", 2.0)
    yield Row("check, cold, a letter with issues : import click", taken[2], taken[0], "ms", 2.0)
    yield Row("check --format json, cold, with issues : import click", taken[3], taken[0], "ms")
    yield Row("check, cold, a letter in Word : import click", taken[6], taken[0], "ms", 3.0)
    yield Row("draft to docx, cold : import of its packages", taken[5], taken[4], "ms", 1.5)


def letters_of(size: int) -> str:
    """Return letters up to the size, no two alike: each copy has other numbers."""
    texts = [path.read_text("utf-8") for path in LETTERS]
    pieces: list[str] = []
    length = 0
    for copy in count():
        for text in texts:
            piece = re.sub(r"\d+", lambda m, n=copy: str(int(m[0]) + n), text) + "\n\n"  # type: ignore[misc]
            pieces.append(piece)
            length += len(piece)
            if length >= size:
                return "".join(pieces)[:size]
    raise AssertionError


def sentences_of(size: int) -> str:
    """Return labelled sentences up to the size, none twice, half of them outside: the worst case,
    for a check keeps what it knows of a sentence and asks most of those that it may report.
    """
    lines = (ROOT / "tests" / "corpus" / "written.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    groups = (" ".join(texts[n : n + 6]) for n in range(0, len(texts), 6))
    return "\n\n".join(groups)[:size]


def megabyte(runs: int) -> Iterator[Row]:
    """Measure a check of 1 MB, in a process of its own, against proselint."""
    with tempfile.TemporaryDirectory() as folder:
        letters, sentences = Path(folder) / "letters.txt", Path(folder) / "sentences.txt"
        letters.write_text(letters_of(MEGABYTE), "utf-8")
        sentences.write_text(sentences_of(MEGABYTE), "utf-8")
        venv.create(Path(folder) / "venv", with_pip=True)
        programs = Path(folder) / "venv" / "bin"
        subprocess.run([programs / "pip", "install", "-qq", PROSELINT], check=True)
        ours = [*LETTERKIT, "check", "--fail-on", "never"]
        theirs = [str(programs / "proselint"), "check"]
        peaks: dict[str, float] = {}

        def run(name: str, command: list[str], file: Path) -> float:
            ran = launched([*command, str(file)], (0, 1))
            peaks[name] = max(ran.peak, peaks.get(name, 0))
            return ran.milliseconds

        taken = medians(
            [
                lambda: run("ours", ours, letters),
                lambda: run("theirs", theirs, letters),
                lambda: run("of sentences", ours, sentences),
                lambda: run("theirs", theirs, sentences),
            ],
            max(3, runs // 5),
        )
    yield Row("check, 1 MB of letters : proselint 0.16.0", taken[0], taken[1], "ms", 0.25)
    yield Row("check, 1 MB of letters, peak memory : 80 MiB", peaks["ours"], 80, "MiB", 1.0)
    yield Row("(1 MB, half of the sentences outside : proselint)", taken[2], taken[3], "ms")
    yield Row("(the same, peak memory : 80 MiB)", peaks["of sentences"], 80, "MiB")
    yield Row("(proselint, 1 MB, peak memory : 80 MiB)", peaks["theirs"], 80, "MiB")


def pages(runs: int) -> Iterator[Row]:
    """Measure a check of a Word file of 500 pages, in a process of its own."""
    from docx import Document

    document = Document()
    for paragraph in letters_of(500 * 3000).split("\n\n"):
        document.add_paragraph(paragraph)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "pages.docx")
        document.save(file)
        command = [*LETTERKIT, "check", "--fail-on", "never", file]
        ran = [launched(command) for _ in range(max(3, runs // 5))]
    taken = statistics.median(one.milliseconds for one in ran)
    yield Row("check, 500 pages in Word : 10 s", taken, 10_000, "ms", 1.0)
    yield Row("check, 500 pages in Word, peak memory : 300 MiB", max(one.peak for one in ran), 300,
              "MiB", 1.0)  # fmt: skip


def curve(runs: int) -> Iterator[Row]:
    """Measure how the time of a check grows with the length of the text."""
    texts = {size: letters_of(int(size * MEGABYTE)) for size in (0.25, 1, 4, 16)}
    check_text(texts[0.25])
    rounds = [[_processor(check_text, texts[size]) for size in (0.25, 1, 4)] for _ in range(3)]
    quarter, one, four = (statistics.median(column) for column in zip(*rounds, strict=True))
    sixteen = _processor(check_text, texts[16])
    yield Row("check, 0.25 MB : 1 MB", quarter, one, "ms")
    yield Row("check, 4 MB : 1 MB", four, one, "ms", 4.6)
    yield Row("check, 16 MB : 4 MB", sixteen, four, "ms", 4.6)


def probes(runs: int) -> Iterator[Row]:
    """Measure texts of 20 kB that are made to be slow; show the slowest."""
    check_text("I suspect a fracture.")
    timed = sorted(((seconds(text), name) for name, text in all_probes()), reverse=True)
    over = sum(taken > BUDGET for taken, _ in timed)
    for taken, name in timed[: max(10, min(over, 40))]:
        yield Row(_shortened(f"20 kB: {name}"), taken * 1000, BUDGET * 1000, "ms", 1.0)
    middle = statistics.median(taken for taken, _ in timed)
    yield Row(f"(the median of {len(timed)} such texts)", middle * 1000, BUDGET * 1000, "ms")


def documents(runs: int) -> Iterator[Row]:
    """Measure render and write of the shipped letters against building them with python-docx."""
    from by_hand import Example

    with tempfile.TemporaryDirectory() as folder:
        examples = [Example(path, Path(folder)) for path in EXAMPLES]
        pairs = [measure for example in examples for measure in (example.ours, example.by_hand)]
        taken = medians([lambda m=m: _clock(m) for m in pairs], max(runs, 15))  # type: ignore[misc]
    for number, example in enumerate(examples):
        name = _shortened(f"render + write {example.name} : by hand")
        yield Row(name, taken[2 * number], taken[2 * number + 1], "ms", 1.5)
    yield Row("render + write, the letters together : by hand", sum(taken[::2]), sum(taken[1::2]),
              "ms", 1.5)  # fmt: skip


def folder(runs: int) -> Iterator[Row]:
    """Measure a check of a folder with a thousand letters, in one process and in two."""
    with tempfile.TemporaryDirectory() as place:
        few, many = Path(place) / "few", Path(place) / "many"
        letters_into(few, 20)
        letters_into(many, THOUSAND)
        peaks: dict[str, float] = {}

        def check(letters: Path, jobs: str) -> float:
            command = [*LETTERKIT, "check", "--fail-on", "never", "--jobs", jobs, str(letters)]
            ran = launched(command)
            peaks[letters.name] = max(ran.peak, peaks.get(letters.name, 0))
            return ran.milliseconds

        one, two, _ = medians(
            [lambda: check(many, "1"), lambda: check(many, "2"), lambda: check(few, "1")],
            max(3, runs // 5),
        )
    each = THOUSAND * 1000
    yield Row("check, 1,000 letters: two processes : one", two, one, "ms", 0.75)
    yield Row("(letters a second: two processes : one)", each / two, each / one, "/s")
    yield Row("check, peak memory: 1,000 letters : 20", peaks["many"], peaks["few"], "MiB", 1.5)


def letters_into(place: Path, number: int) -> None:
    """Fill a folder with letters, in and out of scope, every second one a Word file."""
    place.mkdir()
    texts = [path.read_bytes() for path in (*LETTERS, *ROOT.glob("examples/*/before.txt"))]
    word = place / "word.docx"
    words = []
    for example in EXAMPLES:
        write_letter(draft(load_case(example / "case.yaml")), word, overwrite=True)
        words.append(word.read_bytes())
    word.unlink()
    for at in range(number):
        kind, ending = (words, "docx") if at % 2 else (texts, "txt")
        (place / f"{at:04}.{ending}").write_bytes(kind[at // 2 % len(kind)])


def live(runs: int) -> Iterator[Row]:
    """Measure 500 live checks of the local page, by one client and by eight at once.

    The one takes turns with drafting the same letter here, so that noise falls on both; eight at
    once wait for each other, and are measured against eight times the one.
    """
    from typing_person import Person, live_checks, running_page

    case = next(path for path in EXAMPLES if path.name.startswith("anticoagulant")) / "case.yaml"
    with running_page() as address:
        person = Person(address, case)
        person.checks(20)  # the first ones fill the caches of the server
        turns = [(*person.checks(1), _clock(lambda: draft(load_case(case)))) for _ in range(LIVE)]
        alone, drafting = (sorted(column) for column in zip(*turns, strict=True))
        crowd = live_checks(address, case, 8, LIVE)
    for share, name in ((0.5, "median"), (0.95, "p95"), (0.99, "p99")):
        at = int(share * LIVE)
        budget = 4.0 if name == "p95" else None
        yield Row(f"live check, {name} : draft", alone[at], drafting[at], "ms", budget)
        yield Row(f"live check, 8 at once, {name} : 8 alone", crowd[at], 8 * alone[at], "ms")


PARTS: dict[str, Callable[[int], Iterator[Row]]] = {
    "cold": cold, "megabyte": megabyte, "curve": curve, "probes": probes, "documents": documents,
    "folder": folder,
    "pages": pages,
    "live": live,
}  # fmt: skip


def _processor(act: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    act(text)
    return (time.process_time() - start) * 1000


def _clock(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _shortened(name: str) -> str:
    return name if len(name) <= 55 else name[:54] + "…"


def main() -> int:
    """Print the table; say with the exit status, if asked, whether every budget holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--runs", type=int, default=21, help="of each short command (at least 15)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a budget is missed")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    print(f"{'':56}{'measured':>10}{'against':>10} {'':4}{'ratio':>8}{'budget':>8}")
    missed = 0
    for part in options.parts or PARTS:
        for row in PARTS[part](options.runs):
            print(row, flush=True)
            missed += not row.met
    print(f"{missed} missed" if missed else "every budget is met")
    return 1 if missed and options.strict else 0


if __name__ == "__main__":
    sys.exit(main())
