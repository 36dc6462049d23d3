"""A letter that is mended issue by issue: what was decided so far, and what that makes of it.

Whatever a person accepts, edits, allows or skips is a decision, and a letter is what its decisions
make of the original: taking one back leaves the others. Nothing here asks, reads or writes.
"""

from __future__ import annotations

import bisect
import codecs
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple, TypeAlias

from letterkit.errors import Fault, InputError
from letterkit.issue import Issue, Report
from letterkit.manuscript import Manuscript, Passage
from letterkit.scope.allowance import hide_comments
from letterkit.scope.engine import MARK
from letterkit.scope.sentence_key import SentenceKeys, normalised
from letterkit.scope.shadow import shadow_of
from letterkit.sentences import split_sentences

Check: TypeAlias = "Callable[[Manuscript], Report]"
Kind = Literal["accepted", "edited", "allowed", "skipped"]
KINDS: tuple[Kind, ...] = ("accepted", "edited", "allowed", "skipped")
VERSION = 1
_BRACKET = re.compile(r"\[[^\[\]]+\]")
_WORD = re.compile(r"\S+")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_COMMENT = re.compile(rf"<!--\s*{MARK}.*?-->", re.DOTALL | re.IGNORECASE)
# A run of words that both wordings share keeps its look, unless it is as short as “of the”.
_LONG, _LONG_RUN = 5, 3
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# For a file in an encoding that has no typographic signs.
_PLAIN_SIGNS = str.maketrans(dict(zip("“”‘’–—", "\"\"''--", strict=True)) | {"…": "..."})


class Change(NamedTuple):
    """Other words in place of those from ``start`` to ``end``."""

    start: int
    end: int
    words: str


class Decision(NamedTuple):
    """What a person decided on one issue.

    ``start`` and ``end`` are offsets into the text as it was then: of a skipped issue its words,
    else what ``words`` were put in place of. An issue that is allowed beside the letter has its
    ``sentence``, and puts nothing into the text.
    """

    kind: Kind
    rule: str
    start: int
    end: int
    words: str = ""
    sentence: str = ""
    reason: str = ""
    initials: str = ""
    date: str = ""

    @property
    def change(self) -> Change:
        """What the decision does to the text as it was then."""
        if self.kind == "skipped":
            return Change(self.start, self.start, "")
        return Change(self.start, self.end, self.words)


class Mending:
    """A letter, and the decisions on its issues in the order in which they were made."""

    def __init__(
        self, manuscript: Manuscript, check: Check, decisions: Iterable[Decision] = ()
    ) -> None:
        """Take the letter as it was read; ValueError where the decisions do not fit it."""
        self.original, self._check = manuscript, check
        self.decisions: list[Decision] = []
        self._begin()
        for decision in decisions:
            self._take(decision)
        self._look()

    @property
    def issues(self) -> list[Issue]:
        """The issues that nothing is decided on, in reading order."""
        return [
            issue
            for issue, key in zip(self.report.issues, self._keys(), strict=True)
            if (issue.rule, issue.start, issue.end) not in self._skipped
            and (issue.rule, key) not in self._allowed
        ]

    def sentence(self, issue: Issue) -> tuple[int, int]:
        """Return where the sentence of an issue stands, as far as it stands in one passage.

        The cells of a row may be read as one sentence, and cannot be written as one.
        """
        start, end = self._whole_sentence(issue)
        for passage in self.now.passages:
            if passage.start <= issue.start < passage.end:
                return max(start, passage.start), min(end, passage.end)
        return start, end

    def words(self, issue: Issue) -> str:
        """Return the words of an issue's sentence, on one line and without comments in it."""
        start, end = self.sentence(issue)
        return " ".join(_COMMENT.sub("", self.now.text[start:end]).split())

    def whole_words(self, issue: Issue) -> str:
        """Return the sentence of an issue as it is read, also across the cells of a row."""
        start, end = self._whole_sentence(issue)
        return " ".join(_COMMENT.sub("", self.now.text[start:end]).split())

    @property
    def shown(self) -> str:
        """The text as it is now, with spaces for what the check reads as if it were not there."""
        if not self.now.allows_comments:
            return self.now.text
        return hide_comments(self.now.text).replace("\u200b", " ")

    def issues_in_last(self) -> list[Issue]:
        """Return the issues in the words that the last decision put into the text."""
        last = self.decisions[-1]
        end = last.start + len(last.words)
        return [issue for issue in self.issues if last.start <= issue.start < end]

    def allowed_beside(self) -> list[Decision]:
        """Return the allowances that go into a side file, save those whose sentence is gone."""
        there = {
            (issue.rule, key) for issue, key in zip(self.report.issues, self._keys(), strict=True)
        }
        by_key = {
            (one.rule, normalised(one.sentence)): one for one in self.decisions if one.sentence
        }
        return [one for key, one in by_key.items() if key in there]

    def accept(self, issue: Issue, words: str) -> None:
        """Put an issue's rewrite, its brackets filled in, in place of the sentence."""
        self._reword("accepted", issue, words)

    def edit(self, issue: Issue, words: str) -> None:
        """Put other words in place of an issue's sentence; none take it out."""
        self._reword("edited", issue, words)

    def allow(self, issue: Issue, reason: str, initials: str, on: str) -> None:
        """Allow an issue: by a comment where the format shows it, else beside the letter."""
        if self.now.allows_comments:
            start = _paragraph_start(self.now.text, issue.start)
            comment = f"<!-- {MARK} {issue.rule}: {reason} -->{_line_end(self.now.text)}"
            self.decide(Decision("allowed", issue.rule, start, start, comment, reason=reason))
            return
        start, end = self._whole_sentence(issue)
        sentence = " ".join(self.now.text[start:end].split())
        self.decide(
            Decision("allowed", issue.rule, start, start, "", sentence, reason, initials, on)
        )

    def skip(self, issue: Issue) -> None:
        """Leave an issue as it is."""
        self.decide(Decision("skipped", issue.rule, issue.start, issue.end))

    def decide(self, decision: Decision) -> None:
        """Take a decision, and find the issues of the text that it makes."""
        before = self.now.text
        self._take(decision)
        if self.now.text != before:
            self._look()

    def back(self) -> Decision | None:
        """Take the last decision back and return it; None where there is none."""
        if not self.decisions:
            return None
        *left, last = self.decisions
        before = self.now.text
        self.decisions = []
        self._begin()
        for decision in left:
            self._take(decision)
        if self.now.text != before:
            self._look()
        return last

    def changes(self) -> list[Change]:
        """Return what differs from the original, by its offsets, in order and apart."""
        found: list[Change] = []
        last, words = 0, ""
        length = len(self.original.text)
        for piece in [*self._pieces, _Piece(length, length)]:
            if piece.words is not None:
                words += piece.words
                continue
            if words or piece.start > last:
                found.append(Change(last, piece.start, words))
            last, words = piece.end, ""
        return found

    def left_to_fill(self) -> list[str]:
        """Return the brackets of rewrites that stand in the letter as they were offered."""
        return [
            bracket
            for change in self.changes()
            for bracket in brackets_of(change.words)
            if bracket not in self.original.text[change.start : change.end]
        ]

    def _reword(self, kind: Kind, issue: Issue, words: str) -> None:
        start, end = self.sentence(issue)
        comments = _COMMENT.findall(self.now.text, start, end)
        words = " ".join([words, *comments] if words else comments)
        if not words:  # what parted the sentence from the next goes with it
            while self.now.text[end : end + 1] == " ":
                end += 1
        self.decide(Decision(kind, issue.rule, start, end, words))

    def _whole_sentence(self, issue: Issue) -> tuple[int, int]:
        first = bisect.bisect_right(self._starts, issue.start) - 1
        last = max(bisect.bisect_left(self._starts, issue.end) - 1, first)
        if first < 0:
            return issue.start, issue.end
        return self._starts[first], max(self._ends[last], issue.end)

    def _keys(self) -> Iterable[str]:
        if not self._allowed:
            return ("" for _ in self.report.issues)
        keys = SentenceKeys(self.report.text)
        return (keys.of(issue) for issue in self.report.issues)

    def _begin(self) -> None:
        self.now = self.original
        self._pieces = [_Piece(0, len(self.original.text))]
        self._skipped: set[tuple[str, int, int]] = set()
        self._allowed: set[tuple[str, str]] = set()  # rule and sentence, as a side file knows them

    def _take(self, decision: Decision) -> None:
        """Add a decision, and what it does to the text; ValueError where it cannot be meant."""
        if not 0 <= decision.start <= decision.end <= len(self.now.text):
            raise ValueError(decision)
        if decision.kind == "skipped":
            self._skipped.add((decision.rule, decision.start, decision.end))
        if decision.sentence:
            self._allowed.add((decision.rule, normalised(decision.sentence)))
        for change in reversed(list(narrow(self.now.text, decision.change))):
            self._pieces = _replaced(self._pieces, change)
            text = self.now.text[: change.start] + change.words + self.now.text[change.end :]
            passages = tuple(_moved(passage, change) for passage in self.now.passages)
            self.now = self.now._replace(text=text, passages=passages)
            self._skipped = {
                (rule, *moved)
                for rule, start, end in self._skipped
                if (moved := _moved_apart(start, end, change))
            }
        self.decisions.append(decision)

    def _look(self) -> None:
        """Find the issues of the text as it is now, and its sentences."""
        self.report = self._check(self.now)
        shadow = shadow_of(hide_comments(self.now.text) if self.now.allows_comments
                           else self.now.text)  # fmt: skip
        spans = list(split_sentences(shadow.lines)) if self.report.issues else []
        self._starts = [shadow.at(start) for start, _ in spans]
        self._ends = [shadow.end(end) for _, end in spans]


def brackets_of(rewrite: str) -> list[str]:
    """Return what a rewrite leaves to fill in.

    >>> brackets_of("The patient reports that [who] said so on [date].")
    ['[who]', '[date]']
    """
    return _BRACKET.findall(rewrite)


def filled(rewrite: str, answers: Iterable[str]) -> str:
    """Return a rewrite with its brackets filled in; an empty answer leaves its bracket.

    >>> filled("[value] on [date].", ["6/10", ""])
    '6/10 on [date].'
    """
    left = iter(answers)
    return _BRACKET.sub(lambda bracket: next(left, "") or bracket[0], rewrite)


def narrow(text: str, change: Change) -> Iterator[Change]:
    """Yield the parts of a change in which its words differ, so that shared words keep their place.

    White space may differ: a line that was wrapped stays wrapped.

    >>> [part for part in narrow("He took Plavix daily.", Change(0, 21, "She took Plavix daily."))]
    [Change(start=0, end=2, words='She')]
    """
    old = [match.span() for match in _WORD.finditer(text, change.start, change.end)]
    new = [match.span() for match in _WORD.finditer(change.words)]
    last, taken = change.start, 0
    for a, b, size in _shared([text[i:j] for i, j in old], [change.words[i:j] for i, j in new]):
        start, until = (old[a][0], new[b][0]) if size else (change.end, len(change.words))
        yield from _differing(text, Change(last, start, change.words[taken:until]))
        if size:
            last, taken = old[a + size - 1][1], new[b + size - 1][1]


def _shared(was: list[str], is_now: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield the runs of words that stay: at either end, or long enough; then the end of both."""
    matcher = SequenceMatcher(None, was, is_now, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        at_an_end = (a, b) == (0, 0) or (a + size, b + size) == (len(was), len(is_now))
        if not size or at_an_end or size >= _LONG_RUN or max(map(len, was[a : a + size])) >= _LONG:
            yield a, b, size


def _differing(text: str, change: Change) -> Iterator[Change]:
    """Yield a change without the white space that it begins and ends with on both sides."""
    start, end, words = change
    if text[start:end][:1].isspace() and words[:1].isspace():
        words = words.lstrip()
        start += len(text[start:end]) - len(text[start:end].lstrip())
    if text[start:end][-1:].isspace() and words[-1:].isspace():
        words = words.rstrip()
        end -= len(text[start:end]) - len(text[start:end].rstrip())
    if words or end > start:
        yield Change(start, end, words)


class _Piece(NamedTuple):
    """A piece of the text as it is now: words of the original, or new ones."""

    start: int
    end: int
    words: str | None = None

    def cut(self, start: int, end: int) -> _Piece:
        words = None if self.words is None else self.words[start:end]
        return _Piece(self.start + start, self.start + end, words)


def _replaced(pieces: list[_Piece], change: Change) -> list[_Piece]:
    before: list[_Piece] = []
    after: list[_Piece] = []
    at = 0
    for piece in pieces:
        size = piece.end - piece.start
        before.append(piece.cut(0, min(max(change.start - at, 0), size)))
        after.append(piece.cut(min(max(change.end - at, 0), size), size))
        at += size
    new = _Piece(0, len(change.words), change.words)
    return [piece for piece in (*before, new, *after) if piece.end > piece.start]


def _moved(passage: Passage, change: Change) -> Passage:
    by = len(change.words) - (change.end - change.start)
    start, end = passage.start, passage.end
    if start >= change.end and start > change.start:
        start += by
    return passage._replace(start=start, end=end + by if end >= change.end else end)


def _moved_apart(start: int, end: int, change: Change) -> tuple[int, int] | None:
    """Return where words stand after a change that leaves them alone, or None."""
    by = len(change.words) - (change.end - change.start)
    if start >= change.end:
        return start + by, end + by
    return (start, end) if end <= change.start else None


def _paragraph_start(text: str, at: int) -> int:
    """Return where the paragraph of an issue starts, which a comment above it may allow."""
    return max((gap.end() for gap in _BLANK_LINES.finditer(text, 0, at)), default=0)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


# What the decisions make of the file


def copy_of(content: bytes, name: str, mending: Mending) -> bytes:
    """Return the mended copy of a file: what was not changed is as it was.

    A format that is neither Word nor text becomes a plain text. Raises InputError.
    """
    changes = mending.changes()
    if mending.original.format == "docx":
        from letterkit.documents.opening import word_file_of
        from letterkit.documents.rewording import reword
        from letterkit.documents.words import words_of

        if not changes:
            return content
        file = word_file_of(content, name)
        reword(words_of(file), changes)
        return file.content()
    if not mending.original.allows_comments:
        return mending.now.text.encode("utf-8", "replace")
    bom, encoding = encoding_of(content, mending.original)
    text = content[len(bom) :].decode(encoding)  # with its line ends, at the same offsets
    for change in reversed(changes):
        text = text[: change.start] + change.words + text[change.end :]
    return bom + text.encode(encoding)


def encoding_of(content: bytes, manuscript: Manuscript) -> tuple[bytes, str]:
    """Return the byte order mark of a text file, and the encoding of what follows it."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return bom, encoding
    return b"", getattr(manuscript, "encoding", "utf-8")


def fitting(words: str, encoding: str) -> str:
    """Return words as an encoding can hold them, with plain signs for typographic ones.

    Raises InputError that names what it cannot hold.

    >>> fitting("“0–10”", "ascii")
    '"0-10"'
    """
    if not _missing(words, encoding):
        return words
    plain = words.translate(_PLAIN_SIGNS)
    if missing := _missing(plain, encoding):
        what = f"“{''.join(missing)}” cannot be kept in this file, which is saved as {encoding}."
        raise InputError(Fault(what, "Write it in other words."))
    return plain


def _missing(words: str, encoding: str) -> list[str]:
    def fits(sign: str) -> bool:
        try:
            sign.encode(encoding)
        except UnicodeEncodeError:
            return False
        return True

    return [sign for sign in dict.fromkeys(words) if not fits(sign)]


# The decisions as a file, so that a walk can go on another day


def session_text(fingerprint: str, decisions: Iterable[Decision]) -> str:
    """Return the decisions on the letter with this fingerprint as the text of a session file."""
    kept = [decision._asdict() for decision in decisions]
    data = {"letterkit-fix": VERSION, "letter": fingerprint, "decisions": kept}
    return json.dumps(data, indent=1) + "\n"


def session_of(text: str) -> tuple[str, list[Decision]]:
    """Return the fingerprint and the decisions of a session file; ValueError where it is none."""
    try:
        data = json.loads(text)
        if data["letterkit-fix"] != VERSION or not isinstance(data["letter"], str):
            raise ValueError(text[:80])
        return data["letter"], [_decision(entry) for entry in data["decisions"]]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(text[:80]) from error


def fingerprint(content: bytes, manuscript: Manuscript) -> str:
    """Return what tells one letter from another, and one reading of it from another."""
    words = manuscript.text.encode("utf-8", "replace")
    return hashlib.sha256(hashlib.sha256(content).digest() + words).hexdigest()


def _decision(entry: dict[str, Any]) -> Decision:
    decision = Decision(**entry)
    texts = (value for value in decision if not isinstance(value, int))
    offsets = (type(decision.start), type(decision.end))
    if decision.kind not in KINDS or offsets != (int, int):
        raise ValueError(entry)
    if not all(isinstance(value, str) for value in texts):
        raise ValueError(entry)
    return decision
