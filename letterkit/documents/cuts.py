"""Cuts the runs of a Word file where spans of its words begin and end; the words look the same."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from letterkit.documents.markup import SPACE, above, each, name, shown
from letterkit.documents.words import Piece


class Edges(NamedTuple):
    """The first and the last run of a span: its words, and no others, stand in them and between."""

    first: Any
    last: Any


def cut_at_edges(spans: Sequence[Sequence[Piece]]) -> list[Edges]:
    """Cut the runs so that each span of pieces begins with a run and ends with one; return these.

    A text that only one of several alternatives holds is not cut: they are taken whole.
    """
    cuts: dict[Any, set[int]] = {}
    for pieces in spans:
        cuts.setdefault(pieces[0].element, set()).add(pieces[0].at)
        cuts.setdefault(pieces[-1].element, set()).add(_end(pieces[-1]))
    runs: dict[Any, dict[Any, list[Any]]] = {}
    for text in cuts:
        run = above(text, "w:r")
        runs.setdefault(run, {}).setdefault(_child(run, text), []).append(text)
    cutter = _Cutter(cuts)
    for run, children in runs.items():
        cutter.cut(run, children)
    return [
        Edges(
            cutter.starts[pieces[0].element, pieces[0].at],
            cutter.ends[pieces[-1].element, _end(pieces[-1])],
        )
        for pieces in spans
    ]


class _Cutter:
    """Each place that was cut at leads to the run that starts there, and to that which ends."""

    def __init__(self, cuts: dict[Any, set[int]]) -> None:
        self.cuts = cuts
        self.starts: dict[tuple[Any, int], Any] = {}
        self.ends: dict[tuple[Any, int], Any] = {}
        self._numbers: Iterator[str] | None = None  # that no other tracked change has

    def cut(self, run: Any, children: dict[Any, list[Any]]) -> None:
        """Cut a run; ``children`` of it hold the texts to be cut at, or are these."""
        self._run = run
        ended = False  # whether a span has ended with the child before
        for number, child in enumerate([child for child in run if child.tag != name("w:rPr")]):
            texts = children.get(child, [])
            starts = any(text is not child or self._starts(text) for text in texts)
            ends = any(text is not child or self._ends(text) for text in texts)
            if number and (starts or ended):
                self._begin_run()
            if self._run is not run:
                self._run.append(child)
            for text in texts:
                if text is child:
                    self._cut_text(text)
                else:
                    self._take_whole(text)
            ended = ends

    def _starts(self, text: Any) -> bool:
        return min(self.cuts[text]) <= shown(text)[0]

    def _ends(self, text: Any) -> bool:
        return max(self.cuts[text]) >= shown(text)[1]

    def _take_whole(self, text: Any) -> None:
        for cut in self.cuts[text]:
            self.starts[text, cut] = self.ends[text, cut] = self._run

    def _cut_text(self, text: Any) -> None:
        """Put what follows each cut inside a text into a run of its own."""
        words, (first, last) = text.text or "", shown(text)
        edges = [first, *(cut for cut in sorted(self.cuts[text]) if first < cut < last), last]
        for at, end in itertools.pairwise(edges):
            part = text
            if at != first:
                self._begin_run()
                part = text.makeelement(text.tag)
                self._run.append(part)
            if len(edges) > 2:
                part.text = words[at:end]
                part.set(SPACE, "preserve")
            self.starts[text, at] = self.ends[text, end] = self._run

    def _begin_run(self) -> None:
        """Go on in a new run, which looks like the one before."""
        run = self._run.makeelement(self._run.tag, dict(self._run.attrib))
        look = self._run.find(name("w:rPr"))
        if look is not None:
            run.append(copy.deepcopy(look))
        for change in each(run, "w:rPrChange"):
            change.set(name("w:id"), self._number())
        self._run.addnext(run)
        self._run = run

    def _number(self) -> str:
        if self._numbers is None:
            root = self._run.getroottree().getroot()
            taken = {element.get(name("w:id")) for element in root.iter("*")}
            self._numbers = (str(n) for n in itertools.count(1) if str(n) not in taken)
        return next(self._numbers)


def _child(run: Any, element: Any) -> Any:
    """Return the child of ``run`` that is ``element``, or holds it."""
    while element.getparent() is not run:
        element = element.getparent()
    return element


def _end(piece: Piece) -> int:
    return piece.at + piece.end - piece.start
