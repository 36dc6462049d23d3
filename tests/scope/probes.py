"""Texts of 20 kB that try to make a rule slow, and how long a check of them takes."""

from __future__ import annotations

import re
import signal
import statistics
import time
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from letterkit import check_text
from letterkit.resources import INDEX
from letterkit.scope.pack import RuleRecord, load_plain, load_rules
from letterkit.stored import read_stored

SIZE = 20_000
BUDGET = 0.1  # seconds, which benchmarks/run.py measures
# What a test allows: on a slow or busy machine, some times what plain letters of this size take.
LIMIT, TIMES = 3 * BUDGET, 8
GIVEN_UP = 2.0  # seconds after which a check is broken off: a bad pattern could take hours

_MARKS = {
    "apostrophes": "'",
    "spaced apostrophes": "' ",
    "opening apostrophes": " 'a",
    "quotes": '"',
    "spaced quotes": '" ',
    "opening quotes": ' "a',
    "closing quotes": 'a" ',
    "parentheses": "(",
    "closed parentheses": "() ",
    "full stops": ".",
    "spaced full stops": ". ",
    "one letter": "a",
    "one-letter words": "a ",
    "initials": "a. ",
    "capital initials": "A. ",
    "numbers": "5. ",
    "shortened words": "approx. ",
    "titles": "Dr. ",
    "dashes": " - ",
    "empty lines": "\n",
    "empty lines with spaces": " \n",
    "items": "- a\n",
    "headings": "Pain\n\n",
    "labels": "Pain: a\n",
    "lead-ins": "She reports:\n\n",
    "colons": ": ",
    "commas": ", ",
    "semicolons": "; ",
    "hyphens": "a-",
    "slashes": "a/",
    "soft hyphens": "a\u00ad",
    "spaces": " ",
    "tabs": "\t",
    "emoji": "😀",
    "signs": "ꀀ",
    "capital sharp letters": "İ",
    "questions": "? ",
    "reports": "she reports ",
    "reports and claims": "she reports gout, but it is gout; ",
    "reports that end": "she reports gout. She also has gout. ",
    "quoted claims": '"it is gout" ',
    "nested quotes": '"a \'b "c ',
    "quotes within a report": "she said \"it is 'gout' \" ",
    "claims": "it is gout ",
    "conditions": "gout, ",
    "mid-sentence I": "and I ",
    "reports behind claims": "she has a DVT, he says, ",
    "reports behind quoted claims": '"a DVT" he said ',
    "sentences behind quotations": '"A DVT" he said. ',
    "quoted claims between cuts": 'he said "it is gout", DVT but it is ',
}


def filled(piece: str, size: int = SIZE) -> str:
    """Return the piece over and over, to the size."""
    return (piece * (size // len(piece) + 1))[:size]


def mark_probes() -> Iterator[tuple[str, str]]:
    """Yield runs of one piece each: marks, letters, line ends, plain claims."""
    for name, piece in _MARKS.items():
        yield name, filled(piece)
    long = filled("He says gout ", SIZE // 2)
    yield "items under a long lead-in", f"{long}:\n" + filled("- it is gout\n", SIZE // 2)
    yield "sentences in a long quotation", f'{long} "it is so. ' + filled("It is gout. ", SIZE // 2)


def class_probes() -> Iterator[tuple[str, str]]:
    """Yield the terms of each word list, as many as fit, on one line."""
    for kind, terms in class_terms().items():
        yield f"terms of {kind}", filled(" ".join(islice(cycle(terms), 3000)) + " ")


def voice_probes() -> Iterator[tuple[str, str]]:
    """Yield runs of the words that the voice cues are made of."""
    for number, cue in enumerate(load_plain("voice.yaml")["cues"]):
        words = re.findall(r"[a-z']{2,}", " ".join(cue["patterns"]))
        yield f"words of voice cue {number} ({cue['voice']})", filled(" ".join(words) + " ")
        yield f"mixed words of voice cue {number}", filled(" ".join([*words, "gout", "she"]) + " ")


def quick_probes(rule: RuleRecord) -> Iterator[tuple[str, str]]:
    """Yield a few texts for a rule, each of all its cues or of all its wrong sentences."""
    cues = [_spelled(cue) for cue in rule.cues]
    sentences = [wrong.sentence.rstrip(".") for wrong in rule.wrong]
    near = [sentence.rsplit(" ", 1)[0] for sentence in sentences]
    yield "all cues", filled(" ".join(cues) + " ")
    yield "cues with commas", filled(", ".join(cues) + ", ")
    yield "run of the wrong sentences", filled(" ".join(sentences) + " ")
    yield "the wrong sentences", filled(". ".join(sentences) + ". ")
    yield "near matches", filled(" ".join(near) + " ")
    yield "quoted sentences", filled(" ".join(f'she said "{wrong}"' for wrong in sentences) + " ")
    yield "nested quotes", filled(" ".join(f"\"{one} '{one}" for one in near) + " ")


def rule_probes(rule: RuleRecord) -> Iterator[tuple[str, str]]:
    """Yield texts that call for the rule and match it often, almost, or in odd places."""
    cues = [_spelled(cue) for cue in rule.cues]
    sentences = [wrong.sentence.rstrip(".") for wrong in rule.wrong]
    near = [sentence.rsplit(" ", 1)[0] for sentence in sentences]
    yield "all cues", filled(" ".join(cues) + " ")
    yield "cues on lines", filled("\n".join(cues) + "\n")
    yield "cues with commas", filled(", ".join(cues) + ", ")
    for cue in cues:
        yield f"cue {cue}", filled(cue + " ")
    for sentence, almost in zip(sentences, near, strict=True):
        yield f"run of “{sentence}”", filled(sentence + " ")
        yield f"sentences “{sentence}”", filled(sentence + ". ")
        yield f"near match “{almost}”", filled(almost + " ")
        yield f"quoted “{sentence}”", filled(f'she said "{sentence}" ')
        yield f"nested quotes “{almost}”", filled(f"\"{almost} '{almost} ")
        for cue in cues[:3]:
            yield (
                f"long way from “{almost}” to {cue}",
                filled(f"{almost} " + "so " * 40 + cue + " "),
            )


def all_probes() -> Iterator[tuple[str, str]]:
    """Yield every probe under a name that says what it is."""
    yield from mark_probes()
    yield from class_probes()
    yield from voice_probes()
    for rule in load_rules():
        if rule.match:
            yield from ((f"{rule.id}: {name}", text) for name, text in rule_probes(rule))


def seconds(text: str) -> float:
    """Return the time of a check; the median of three where the first is near the limit."""
    first = _once(text)
    if first < BUDGET / 2 or first == GIVEN_UP:
        return first
    return statistics.median([first, _once(text), _once(text)])


def too_slow(probes: Iterator[tuple[str, str]]) -> dict[str, float]:
    """Return the probes that take longer than they may, with their seconds."""
    plain = _letters()
    check_text(plain)
    limit = max(LIMIT, TIMES * min(_once(plain) for _ in range(3)))
    timed = {name: seconds(text) for name, text in probes}
    return {name: round(time, 3) for name, time in timed.items() if time > limit}


@cache
def _letters() -> str:
    letters = sorted((Path(__file__).parent.parent / "corpus" / "letters").glob("*.txt"))
    return "\n\n".join(path.read_text("utf-8") for path in letters)[:SIZE]


@cache
def class_terms() -> dict[str, list[str]]:
    """Return the terms of every word list by its class."""
    lexicon = read_stored(INDEX)["lexicon"]
    terms: dict[str, list[str]] = {kind: [] for kind in lexicon["kinds"]}
    for term, number in (*lexicon["terms"].items(), *lexicon["cased"].items()):
        terms[lexicon["kinds"][number]].append(term)
    return terms


def _spelled(cue: str) -> str:
    """Return a cue with a term in place of each class."""
    return re.sub(r"\{(\w+)\}", lambda match: class_terms()[match[1]][0], cue)


class _TooSlowError(Exception):
    """A check was broken off."""


def _break_off(*_: object) -> None:
    raise _TooSlowError


def _once(text: str) -> float:
    """Return the time of one check in this process, at most ``GIVEN_UP``."""
    before = signal.signal(signal.SIGVTALRM, _break_off)
    start = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP)
        check_text(text)
        return time.process_time() - start
    except _TooSlowError:
        return GIVEN_UP
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
