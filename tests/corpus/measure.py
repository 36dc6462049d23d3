"""Measures the checker on labelled sentences and letters.

    python tests/corpus/measure.py [--show 20] [--write-floors]

A sentence counts as reported when an error falls in it; a ``border`` sentence is not scored.
Sentences of ``dev`` and of ``letters`` may be looked at; those of ``validation``, and sentences,
letters and notes that are kept back, are only counted, never printed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, Literal, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))  # this checkout, whatever else is installed

from letterkit import check_text  # noqa: E402
from letterkit.issue import Issue, Report  # noqa: E402

FLOORS = HERE / "floors.json"
SETS = (
    "dev",
    "validation",
    "kept-back",
    "kept-back-reports",
    "kept-back-later",
    "kept-back-latest",
)
LETTER_SETS = ("letters", "more-letters", "kept-back-letters", "kept-back-notes")
SHOWN = ("letters", "more-letters")
HANDS = ("a", "b", "c")
FAMILIES = (
    "diagnosis", "interpretation", "medication", "procedure", "prognosis", "causation", "claim",
    "legal", "psychological", "credential",
)  # fmt: skip
FALSE_ERRORS = "false errors on clean letters"  # the one figure that should be low

Label = Literal["in", "out", "border"]
Figures = dict[str, dict[str, float]]


class Sentence(NamedTuple):
    """A sentence and what people decided about it."""

    id: str
    hand: str
    label: Label
    categories: tuple[str, ...]
    text: str


class Verdict(NamedTuple):
    """What the checker said about a sentence."""

    sentence: Sentence
    report: Report

    @property
    def errors(self) -> list[Issue]:
        """Return the issues that would stop a letter."""
        return [issue for issue in self.report.issues if issue.severity == "error"]

    @property
    def families(self) -> set[str]:
        """Return the families of the errors."""
        return {issue.category for issue in self.errors}

    @property
    def right_family(self) -> bool:
        """Return whether an error names a family that the label names."""
        return bool(self.families & set(self.sentence.categories))


class Score(NamedTuple):
    """How often the checker reported what it should."""

    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Return the share of reports that are right; 1 where there are none."""
        return _share(self.hits, self.hits + self.false)

    @property
    def recall(self) -> float:
        """Return the share of wrong sentences that are reported; 1 where there are none."""
        return _share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return _share(2 * self.hits, 2 * self.hits + self.false + self.missed)


class Span(NamedTuple):
    """Words of a letter that people marked, with their family."""

    words: str
    family: str


class Letter(NamedTuple):
    """A whole letter; without spans it is clean."""

    id: str
    text: str
    spans: tuple[Span, ...]


class LetterVerdict(NamedTuple):
    """What the checker said about a letter."""

    letter: Letter
    errors: tuple[Issue, ...]

    @property
    def missed(self) -> list[Span]:
        """Return the marked spans that no error of their family touches."""
        return [span for span in self.letter.spans if not self._found(span)]

    @property
    def false(self) -> list[Issue]:
        """Return the errors that touch no marked span, whatever its family."""
        places = [place_of(span.words, self.letter.text) for span in self.letter.spans]
        return [error for error in self.errors
                if not any(_touches(error, place) for place in places)]  # fmt: skip

    def _found(self, span: Span) -> bool:
        place = place_of(span.words, self.letter.text)
        return any(e.category == span.family and _touches(e, place) for e in self.errors)


def load_sentences(name: str) -> tuple[Sentence, ...]:
    """Return the labelled sentences of a set: ``dev``, ``validation`` or one kept back."""
    rows = _json_lines(HERE / f"{name}.jsonl")
    return tuple(Sentence(**{**row, "categories": tuple(row["categories"])}) for row in rows)


def load_letters(name: str = "letters") -> tuple[Letter, ...]:
    """Return the letters of a folder, each with what people marked in it."""
    folder = HERE / name
    return tuple(
        Letter(
            row["id"],
            (folder / f"{row['id']}.txt").read_text("utf-8"),
            tuple(Span(span["span"], span["category"]) for span in row["spans"]),
        )
        for row in _json_lines(folder / "index.jsonl")
    )


def judge(
    sentences: Iterable[Sentence], check: Callable[[str], Report] = check_text
) -> tuple[Verdict, ...]:
    """Check every sentence on its own."""
    return tuple(Verdict(sentence, check(sentence.text)) for sentence in sentences)


def judge_letters(
    letters: Iterable[Letter], check: Callable[[str], Report] = check_text
) -> tuple[LetterVerdict, ...]:
    """Check every letter."""
    return tuple(
        LetterVerdict(letter, tuple(i for i in check(letter.text).issues if i.severity == "error"))
        for letter in letters
    )


def score(verdicts: Iterable[Verdict]) -> Score:
    """Count hits, false reports and misses, whatever the family."""
    return _counted((v.sentence.label == "out", bool(v.errors)) for v in _scored(verdicts))


def score_family(verdicts: Iterable[Verdict], family: str) -> Score:
    """Count hits, false reports and misses of one family: the report must name it."""
    return _counted(
        (v.sentence.label == "out" and family in v.sentence.categories, family in v.families)
        for v in _scored(verdicts)
    )


def reported(verdicts: Iterable[Verdict], family: str) -> float:
    """Return the share of a family's sentences that any error falls in."""
    own = [v for v in _missed_or_hit(verdicts) if family in v.sentence.categories]
    return _share(sum(bool(v.errors) for v in own), len(own))


def family_right(verdicts: Iterable[Verdict]) -> float:
    """Return the share of hits in which an error names the right family."""
    hits = [v for v in _missed_or_hit(verdicts) if v.errors]
    return _share(sum(v.right_family for v in hits), len(hits))


def figures_of(verdicts: tuple[Verdict, ...]) -> Figures:
    """Return the figures of one set: in all, by hand and by family."""
    overall = {**_row(score(verdicts)), "family right": family_right(verdicts)}
    by_hand = {
        f"hand {hand}": _row(score(v for v in verdicts if v.sentence.hand == hand))
        for hand in HANDS
    }
    by_family = {
        family: {**_row(score_family(verdicts, family)), "reported": reported(verdicts, family)}
        for family in FAMILIES
    }
    return {"all": overall, **by_hand, **by_family}


def letter_figures(verdicts: tuple[LetterVerdict, ...]) -> Figures:
    """Return the figures of the letters."""
    spans = sum(len(v.letter.spans) for v in verdicts)
    missed = sum(len(v.missed) for v in verdicts)
    return {
        "marked spans": {"found": _share(spans - missed, spans)},
        "clean": {FALSE_ERRORS: sum(len(v.false) for v in verdicts if not v.letter.spans)},
    }


def measure() -> dict[str, Figures]:
    """Return every figure, as ``floors.json`` holds them."""
    figures = {name: figures_of(judge(load_sentences(name))) for name in SETS}
    figures |= {name: letter_figures(judge_letters(load_letters(name))) for name in LETTER_SETS}
    return {
        name: {row: {key: round(value, 4) for key, value in values.items()}
               for row, values in rows.items()}
        for name, rows in figures.items()
    }  # fmt: skip


def fallen(
    floors: Mapping[str, Figures], figures: Mapping[str, Figures], slack: float = 0.01
) -> list[str]:
    """Say which figures are worse than their floor by more than ``slack``."""
    return [
        f"{name}, {row}, {key}: {figures[name][row][key]} (floor {floor})"
        for name, rows in floors.items()
        for row, values in rows.items()
        for key, floor in values.items()
        if _worse(key, figures[name][row][key], floor, slack)
    ]


def worst(name: str, verdicts: Iterable[Verdict], count: int) -> list[Verdict]:
    """Return missed and falsely reported sentences in turn, those with most wrong first.

    Raises ValueError for any set but dev: who reads the others can no longer measure on them.
    """
    if name != "dev":
        raise ValueError(f"the sentences of {name} are only counted, never shown")
    scored = list(_scored(verdicts))
    missed = [v for v in scored if v.sentence.label == "out" and not v.errors]
    false = [v for v in scored if v.sentence.label == "in" and v.errors]
    missed.sort(key=lambda v: (-len(v.sentence.categories), len(v.report.excused)))
    false.sort(key=lambda v: -len(v.errors))
    return [v for v in chain.from_iterable(zip_longest(missed, false)) if v][:count]


def place_of(words: str, text: str) -> tuple[int, int]:
    """Return where the words stand in the text, wherever its lines are broken."""
    match = re.search(r"\s+".join(map(re.escape, words.split())), text)
    if match is None:
        raise ValueError(f"the letter does not hold “{words}”")
    return match.span()


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _scored(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    return (verdict for verdict in verdicts if verdict.sentence.label != "border")


def _missed_or_hit(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.sentence.label == "out"]


def _counted(pairs: Iterable[tuple[bool, bool]]) -> Score:
    seen = list(pairs)
    return Score(seen.count((True, True)), seen.count((False, True)), seen.count((True, False)))


def _row(counted: Score) -> dict[str, float]:
    return {"precision": counted.precision, "recall": counted.recall, "F1": counted.f1}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _touches(issue: Issue, place: tuple[int, int]) -> bool:
    return issue.start < place[1] and issue.end > place[0]


def _worse(key: str, figure: float, floor: float, slack: float) -> bool:
    if key == FALSE_ERRORS:
        return figure > floor
    return figure < floor - slack - 1e-9


def _table(name: str, verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    counted = [verdict.sentence.label for verdict in verdicts]
    labels = ", ".join(f"{counted.count(label)} {label}" for label in ("in", "out", "border"))
    overall = score(verdicts)
    yield f"{name}: {len(verdicts)} sentences ({labels})"
    yield f"{'':16}{'precision':>10}{'recall':>8}{'F1':>8}{'reported':>10}   n"
    for row, values in figures_of(verdicts).items():
        shares = f"{values['precision']:10.3f}{values['recall']:8.3f}{values['F1']:8.3f}"
        found = f"{values['reported']:10.3f}" if "reported" in values else " " * 10
        yield f"{row:16}{shares}{found}{_number(verdicts, row):4}"
    yield (f"{overall.hits} hits, {overall.false} false, {overall.missed} missed; "
           f"family right in {family_right(verdicts):.3f} of hits")  # fmt: skip


def _number(verdicts: Iterable[Verdict], row: str) -> int:
    """Return how many wrong sentences a row of the table rests on."""
    hand = row.removeprefix("hand ")
    return sum(row == "all" or v.sentence.hand == hand or row in v.sentence.categories
               for v in _missed_or_hit(verdicts))  # fmt: skip


def _letters_table(name: str, verdicts: tuple[LetterVerdict, ...]) -> Iterator[str]:
    figures = letter_figures(verdicts)
    spans = sum(len(v.letter.spans) for v in verdicts)
    clean = [v for v in verdicts if not v.letter.spans]
    yield f"{name}: {len(verdicts)} letters, of which {len(clean)} clean"
    yield f"marked spans found with their family: {figures['marked spans']['found']:.3f} of {spans}"
    yield f"{FALSE_ERRORS}: {figures['clean'][FALSE_ERRORS]}"
    if name not in SHOWN:
        return
    for verdict in verdicts:
        for span in verdict.missed:
            yield f"  missed  {verdict.letter.id:4} {span.family:15} {span.words}"
        for error in verdict.false:
            where = "clean" if not verdict.letter.spans else "beside its spans"
            words = " ".join(error.text.split())
            yield f"  false   {verdict.letter.id:4} {error.rule:15} {words}  ({where})"


def _why(verdict: Verdict) -> str:
    if verdict.errors:
        return "; ".join(f"{issue.rule} “{issue.text}”" for issue in verdict.errors)
    excused = [f"{e.rule} excused, {e.because}: {e.cue}" for e in verdict.report.excused]
    milder = [f"{issue.rule} {issue.severity}" for issue in verdict.report.issues]
    return "; ".join(milder + excused) or "no rule matched"


def _shown(verdicts: Iterable[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        sentence = verdict.sentence
        kind = "false" if verdict.errors else "missed"
        labels = ", ".join(sentence.categories)
        yield f"{kind:7} {sentence.id} {sentence.hand} {labels:14} {sentence.text}"
        yield f"{'':8}{_why(verdict)}"


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; write them as the floors when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--show", "--worst", type=int, default=0, metavar="N",
                        help="print the N worst sentences")  # fmt: skip
    parser.add_argument("--of", choices=SETS, default="dev", help="of this set (only dev may be)")
    parser.add_argument("--write-floors", action="store_true", help="hold what is reached now")
    options = parser.parse_args(arguments)
    judged = {name: judge(load_sentences(name)) for name in SETS}
    lines: list[str] = []
    for name in SETS:
        lines += [*_table(name, judged[name]), ""]
    for name in LETTER_SETS:
        lines += [*_letters_table(name, judge_letters(load_letters(name))), ""]
    if options.show:
        try:
            lines += [*_shown(worst(options.of, judged[options.of], options.show))]
        except ValueError as error:
            parser.error(str(error))
    if options.write_floors:
        FLOORS.write_text(json.dumps(measure(), indent=1) + "\n", "utf-8")
        lines += [f"wrote {FLOORS.name}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
