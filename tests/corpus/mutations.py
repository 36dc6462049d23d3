"""Makes new sentences of pieces of others: nobody labels them, the teacher says what it thinks."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from weigh import Vectors  # noqa: E402

_CUT = re.compile(
    r"(, (?:and|but|so|which|because|as|since|though|while|if)? ?|; |: "
    r"| (?:and|but|so|because|that|which|since|if|when|while|from|with|until|though|before|after) )"
)
_OPENINGS = (
    "She reports ", "He tells me ", "I think ", "In my view ", "Mr Hall says ",
    "Dr Roy wrote that ", "Your letter states ", "I wonder whether ", "He asked if ",
    "My sense is that ", "She believes ", "I would say ", "According to her consultant, ",
    "It is clear that ",
    "Could you advise whether ", "I told her that ", "Her husband thinks ", "I found that ",
    "On palpation, ", "Plan: ", "Obs: ", "Hx: ", "No doubt ", "I'm fairly sure ", "He wonders if ",
    "The report says ", "Treatment today: ",
)  # fmt: skip
_SWAPS = (
    "will/may is/was was/is may/will I/she she/I She/I He/I he/I her/my my/her you/I should/could "
    "should/did need/has needs/has not/now can/cannot could/should would/will from/after I/you "
    "are/were were/are the/her his/the"
).split()


class Mutations:
    """Makes new sentences of old ones."""

    def __init__(self, texts: Sequence[str], vectors: Vectors, seed: int = 5) -> None:
        self.texts, self.vectors, self.random = texts, vectors, Random(seed)
        self.unit = vectors.rows / np.linalg.norm(vectors.rows, axis=1, keepdims=True)
        self.near = cache(self._near)
        self.halves = [half for text in texts for half in _halves(text)]

    def make(self, number: int) -> list[str]:
        """Return that many sentences, none of them one of the old."""
        ways: list[Callable[[str], str]] = [
            *[self.reworded] * 5, *[self.spliced] * 4, *[self.edited] * 2,
            self.opened, self.shortened, self.halved,
        ]  # fmt: skip
        further = (self.reworded, self.edited, self.shortened)
        made: set[str] = set()
        old = set(self.texts)
        while len(made) < number:
            text = self.random.choice(ways)(self.random.choice(self.texts))
            if self.random.random() < 0.4:
                text = self.random.choice(further)(text)
            if text not in old and 12 < len(text) < 260:
                made.add(" ".join(text.split()))
        return sorted(made)

    def _near(self, word: str) -> list[str]:
        """Return the words used most like this one."""
        likeness = self.unit @ self.unit[self.vectors.place[word]]
        best = [n for n in np.argsort(-likeness)[:13] if likeness[n] > 0.5]
        return [self.vectors.words[n] for n in best if self.vectors.words[n] != word]

    def reworded(self, text: str) -> str:
        """Put other words in place of one to four."""
        parts = re.split(r"(\W+)", text)
        known = [n for n, part in enumerate(parts) if part.lower() in self.vectors.place]
        for n in self.random.sample(known, min(len(known), self.random.choice((1, 1, 2, 2, 3, 4)))):
            if others := self.near(parts[n].lower()):
                other = self.random.choice(others)
                parts[n] = other.capitalize() if parts[n][0].isupper() else other
        return "".join(parts)

    def spliced(self, text: str) -> str:
        """Join the first half of a sentence to the second of another."""
        (first, joint, _), (_, other, last) = self.random.choices(self.halves, k=2)
        return first + self.random.choice((joint, other)) + last

    def halved(self, text: str) -> str:
        """Let half a sentence stand alone."""
        first, _, last = self.random.choice(self.halves)
        return self.reworded(self.random.choice((first, last)))

    def opened(self, text: str) -> str:
        """Let somebody say it."""
        return self.random.choice(_OPENINGS) + text[0].lower() + text[1:]

    def edited(self, text: str) -> str:
        """Change who acts, or how sure it is."""
        parts = text.split(" ")
        pairs = [swap.split("/") for swap in _SWAPS]
        found = [(n, new) for n, part in enumerate(parts) for old, new in pairs if part == old]
        for n, new in self.random.sample(found, min(len(found), self.random.choice((1, 1, 2)))):
            parts[n] = new
        return " ".join(parts)

    def shortened(self, text: str) -> str:
        """Leave one to three words out."""
        parts = text.split(" ")
        if len(parts) < 5:
            return text
        first = self.random.randrange(len(parts))
        return " ".join(parts[:first] + parts[first + self.random.choice((1, 1, 2, 3)) :])


def _halves(text: str) -> Iterator[tuple[str, str, str]]:
    for cut in _CUT.finditer(text):
        if cut.start() > 8 and len(text) - cut.end() > 8:
            yield text[: cut.start()], cut[0], text[cut.end() :]
