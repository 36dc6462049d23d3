"""Puts comments on words of a Word file, and takes out again those that it put there.

A comment has no date: nothing here asks the clock, and the same letter gives the same file. Its
number is the lowest that is free, so that annotating a file anew changes nothing of it.

Word takes no comment in a header, a footer, a note or a text box. One on such words stands where
the reader of the page meets them: at the note's number, at the box, at the head of the letter; and
says first which words it is about.
"""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from letterkit.documents.cuts import Edges, cut_at_edges
from letterkit.documents.markup import (
    SPACE,
    above,
    each,
    find,
    name,
    namespace,
    parse,
    remove,
    value,
)
from letterkit.documents.word_file import WordFile
from letterkit.documents.words import Piece, Words
from letterkit.manuscript import Manuscript

AUTHOR, INITIALS = "letterkit", "lk"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_MARKS = ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference")
_NOTES = {"w:footnote": "w:footnoteReference", "w:endnote": "w:endnoteReference"}
# What newer Words keep beside a comment, under the numbers of its paragraphs.
_BESIDE = ("commentsExtended", "commentsIds", "commentsExtensible")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Remark(NamedTuple):
    """What a comment says, a paragraph a line, of the words from ``start`` to ``end``."""

    start: int
    end: int
    lines: tuple[str, ...]


def remove_own_comments(file: WordFile) -> int:
    """Take out the comments that letterkit put into a file; return how many there were.

    A comment of anybody else stays, and so does a person's answer to one of ours.
    """
    part = _comments_part(file)
    comments = each(file.tree(part), "w:comment") if part else []
    own = [comment for comment in comments if value(comment, "w:author") == AUTHOR]
    if own:
        _forget(file, {held for comment in own for held in _paragraph_ids(comment)})
        _take_out(own)
        _unmark(file.tree(file.main), {value(comment, "w:id") for comment in own})
    return len(own)


def add_comments(file: WordFile, words: Words, remarks: Sequence[Remark]) -> None:
    """Put a comment on the words of each remark, ``words`` being those of the file."""
    places = Manuscript(words.text, words.passages)
    spans = [words.pieces_of(remark.start, remark.end) for remark in remarks]
    inside = [[piece for piece in span if _takes_comments(file, piece)] for span in spans]
    edges = iter(cut_at_edges([pieces for pieces in inside if pieces]))
    marker, comments = _Marker(file), _Comments(file)
    for remark, span, pieces in zip(remarks, spans, inside, strict=True):
        if pieces:
            marker.mark(next(edges), comments.add(remark.lines))
            continue
        said = " ".join(words.text[remark.start : remark.end].split())
        where = places.where(remark.start) or "the letter"
        ident = comments.add((f"About {where}: “{said}”", *remark.lines))
        run = _nearest_run(file, span)
        if run is None:
            marker.mark_head(ident)
        else:
            marker.mark(Edges(run, run), ident)


def _comments_part(file: WordFile) -> str:
    part = file.related(file.main, "comments")
    return part if file.is_markup(part) else ""


# Where a comment may stand


def _takes_comments(file: WordFile, piece: Piece) -> bool:
    in_body = piece.element.getroottree().getroot() is file.tree(file.main)
    return in_body and above(piece.element, "w:txbxContent") is None


def _nearest_run(file: WordFile, span: list[Piece]) -> Any:
    """Return the run of the body beside which words stand that take no comment, or None."""
    for piece in span[:1]:
        body = file.tree(file.main)
        if piece.element.getroottree().getroot() is body:
            *_, box = piece.element.iterancestors(name("w:txbxContent"))
            return above(box, "w:r")
        for note, reference in _NOTES.items():
            if (held := above(piece.element, note)) is not None:
                ident = value(held, "w:id")
                return next(
                    (above(r, "w:r") for r in each(body, reference) if value(r, "w:id") == ident),
                    None,
                )
    return None


class _Marker:
    """Marks words in the body; what is put at one place stands there in the order it came."""

    def __init__(self, file: WordFile) -> None:
        self._root = file.tree(file.main)
        self._look = _style(file, "annotation reference")
        self._last: dict[Any, Any] = {}  # what was last put after an element
        self._closing: dict[Any, dict[Any, Any]] = {}

    def mark(self, edges: Edges, ident: str) -> None:
        """Let the comment ``ident`` reach from the first run to the last."""
        edges.first.addprevious(self._make("w:commentRangeStart", ident))
        end = self._make("w:commentRangeEnd", ident)
        self._put_after(edges.last, end)
        outer = self._outermost(edges.last)
        self._put_after(outer, self._reference(ident))

    def mark_head(self, ident: str) -> None:
        """Put the comment ``ident`` at the head of the letter, on no word."""
        body = find(self._root, "w:body")
        if body is None:
            body = _sub(self._root, "w:body")
        paragraph = next((p for p in each(body, "w:p") if above(p, "w:txbxContent") is None), None)
        if paragraph is None:
            paragraph = body.makeelement(name("w:p"))
            body.insert(0, paragraph)
        look = paragraph.find(name("w:pPr"))
        if look is not None:
            self._put_after(look, self._reference(ident))
        elif paragraph in self._last:
            self._put_after(paragraph, self._reference(ident))
        else:
            self._last[paragraph] = self._reference(ident)
            paragraph.insert(0, self._last[paragraph])

    def _put_after(self, element: Any, new: Any) -> None:
        self._last.get(element, element).addnext(new)
        self._last[element] = new

    def _make(self, tag: str, ident: str) -> Any:
        return self._root.makeelement(name(tag), {name("w:id"): ident})

    def _reference(self, ident: str) -> Any:
        run = self._root.makeelement(name("w:r"))
        _add_look(run, self._look)
        run.append(self._make("w:commentReference", ident))
        return run

    def _outermost(self, run: Any) -> Any:
        """Return what stands in the paragraph itself and holds ``run``, or closes its field.

        What is in a link, a control, a field or a tracked insertion goes when that is updated or
        rejected; the comment is to stay.
        """
        element, paragraph = run, run.getparent()
        while paragraph is not None and paragraph.tag != name("w:p"):
            element, paragraph = paragraph, paragraph.getparent()
        if paragraph is None:
            return run
        if paragraph not in self._closing:
            self._closing[paragraph] = _closing_runs(paragraph)
        return self._closing[paragraph].get(element, element)


def _closing_runs(paragraph: Any) -> dict[Any, Any]:
    """Return for what stands in a field that the paragraph holds whole where that field ends."""
    if paragraph.find(f".//{name('w:fldChar')}") is None:
        return {}
    closing: dict[Any, Any] = {}
    waiting: list[Any] = []
    depth = 0
    for child in paragraph:
        for mark in each(child, "w:fldChar"):
            depth += {"begin": 1, "end": -1}.get(value(mark, "w:fldCharType"), 0)
        depth = max(depth, 0)
        waiting.append(child)
        if not depth:
            closing.update(dict.fromkeys(waiting, child))
            waiting.clear()
    return closing


# The comments themselves


class _Comments:
    """The part that holds the comments of a file; it is made when the first one is added."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._text = _style(file, "annotation text")
        self._mark = _style(file, "annotation reference")
        part = _comments_part(file)
        marked = [*_MARKS, "w:comment"]
        roots = [file.tree(file.main), *([file.tree(part)] if part else [])]
        taken = {value(held, "w:id") for root in roots for held in each(root, *marked)}
        self._free = (str(n) for n in itertools.count() if str(n) not in taken)

    def add(self, lines: Iterable[str]) -> str:
        """Add a comment, and return its number."""
        root = self._root
        about = {"w:id": next(self._free), "w:author": AUTHOR, "w:initials": INITIALS}
        comment = root.makeelement(name("w:comment"), {name(k): v for k, v in about.items()})
        root.append(comment)
        for number, line in enumerate(lines):
            self._add_paragraph(comment, line, first=not number)
        return about["w:id"]

    def _add_paragraph(self, comment: Any, words: str, *, first: bool) -> None:
        paragraph = _sub(comment, "w:p")
        if self._text:
            _sub(_sub(paragraph, "w:pPr"), "w:pStyle").set(name("w:val"), self._text)
        if first:
            mark = _sub(paragraph, "w:r")
            _add_look(mark, self._mark)
            _sub(mark, "w:annotationRef")
        text = _sub(_sub(paragraph, "w:r"), "w:t")
        text.text = _NO_XML.sub("\ufffd", words)
        text.set(SPACE, "preserve")

    @cached_property
    def _root(self) -> Any:
        part = _comments_part(self._file)
        if not part:
            folder = posixpath.dirname(self._file.main)
            names = (posixpath.join(folder, f"comments{n or ''}.xml") for n in itertools.count())
            part = next(new for new in names if new not in self._file)
            root = parse(f'<w:comments xmlns:w="{namespace("w")}"/>'.encode())
            self._file.add(part, root, _KIND)
            self._file.relate(self._file.main, f"{namespace('r')}/comments", part)
        return self._file.tree(part)


def _style(file: WordFile, called: str) -> str:
    """Return the id of the file's style of this name, if it has one: ids are in its language."""
    part = file.related(file.main, "styles")
    styles = each(file.tree(part), "w:style") if file.is_markup(part) else []
    found = (s for s in styles if value(s.find(name("w:name"))).lower() == called)
    return next((value(style, "w:styleId") for style in found), "")


def _add_look(run: Any, style: str) -> None:
    if style:
        _sub(_sub(run, "w:rPr"), "w:rStyle").set(name("w:val"), style)


def _sub(parent: Any, tag: str) -> Any:
    element = parent.makeelement(name(tag))
    parent.append(element)
    return element


# Taking them out


def _unmark(root: Any, idents: set[str]) -> None:
    """Take the marks of some comments out of the text, and the runs that held nothing else."""
    marks = [mark for mark in each(root, *_MARKS) if value(mark, "w:id") in idents]
    runs = dict.fromkeys(mark.getparent() for mark in marks if mark.getparent().tag == name("w:r"))
    _take_out(marks)
    _take_out(run for run in runs if all(child.tag == name("w:rPr") for child in run))


def _take_out(elements: Iterable[Any]) -> None:
    """Take elements out; the white space after them, which lays the file out, stays."""
    for element in list(elements):
        before, parent = element.getprevious(), element.getparent()
        if element.tail and before is not None:
            before.tail = (before.tail or "") + element.tail
        elif element.tail:
            parent.text = (parent.text or "") + element.tail
        remove(element)


def _paragraph_ids(comment: Any) -> Iterator[str]:
    yield from (value(p, "w14:paraId") for p in each(comment, "w:p") if value(p, "w14:paraId"))


def _forget(file: WordFile, paragraphs: set[str]) -> None:
    """Take out what is kept elsewhere about comments that go, once Word has saved them."""
    gone = {"paraId": paragraphs, "durableId": set[str]()}
    for kind in _BESIDE:
        part = file.related(file.main, kind)
        for entry in list(file.tree(part)) if file.is_markup(part) else ():
            held = {key.rpartition("}")[2]: (key, said) for key, said in entry.attrib.items()}
            if any(held.get(key, ("", ""))[1] in known for key, known in gone.items()):
                gone["durableId"].update(said for key, (_, said) in held.items()
                                         if key == "durableId")  # fmt: skip
                _take_out([entry])
            elif held.get("paraIdParent", ("", ""))[1] in paragraphs:
                del entry.attrib[held["paraIdParent"][0]]
