"""Which words of a sentence are denied, or told of somebody else: “no fever”, “her mother had …”.

Where it is in doubt, a word counts as said: a false alarm costs less than silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

_NOT = frozenset("no not without never nor none neither nil".split()) | frozenset(
    "doesn't don't didn't hasn't haven't hadn't isn't aren't wasn't weren't ain't".split()
)
_DENIES = frozenset("denies denied denying deny negative".split())  # these reach along a list
_PAIRS = frozenset({("free", "of"), ("free", "from"), ("allergic", "to"), ("allergy", "to")})
# “no doubt”, “no relief”, “not sure”, “not remember” deny nothing of what follows.
_IDLE = frozenset(
    "doubt question idea wonder relief let-up only just longer matter sure certain clear stop "
    "stopped stopping explain explained ignore secret exaggerating joking surprised improvement "
    "appetite energy sleep strength one mind remember recall know think believe believes mention "
    "mentioned tell told say said see seen understand worry worried care like likes".split()
)
# “never such pain”, “not until today”, “no pain except” tell of what is there; so do the pairs.
_NOW = frozenset("such until till except besides apart".split())
_AS_NOW = frozenset(
    {("like", "this"), ("like", "that"), ("this", "bad"), ("so", "bad"), ("this", "severe"),
     ("so", "severe"), ("this", "strong"), ("so", "strong")}
)  # fmt: skip
_TURNS = frozenset(
    "( ) : but however although though yet except besides apart when whenever why how whether "
    "that because if since while where which who what as after with for from by despite due "
    "during than then".split()
)
# “does not rest with the chest pain”: what is called “the pain” or “her pain” is there.
_GIVEN = frozenset("the this these those his her my their".split())
_ONCE = frozenset("last yesterday earlier first previously".split())  # “denied it at first”
_SHARED = frozenset("same too so like".split())  # “her mother had the same pain”
# A stretch between commas in which one of these stands is a clause and no item of a list.
_CLAUSE = frozenset(
    "he she they it i we you there has have had is are was were am reports reported says said "
    "feels felt feel now today yesterday tonight since when while this last began started came "
    "but however although though yet so because if then ( )".split()
)
_PEOPLE = frozenset(
    "mother father sister brother husband wife son daughter partner aunt uncle cousin mum mom dad "
    "grandmother grandfather friend neighbour neighbor colleague family".split()
)
_SUFFERED = frozenset("had has died suffered suffers history".split())
_TOLD = frozenset(
    "noticed seen told said found heard called asked reported brought to noted watched".split()
)
_AFTERWARDS = frozenset("none absent denied nil no negative".split())
_COPULAS = frozenset(": is are was were - – currently".split())
_REACH = 6  # how far “no” reaches without an “or”


def taken_back(words: Sequence[str]) -> list[frozenset[int]]:
    """Return for each word the places of the words by which it is denied or somebody else's."""
    by: list[set[int]] = [set() for _ in words]
    for at, reach in _reaches(words):
        for place in reach:
            by[place].add(at)
    return [frozenset(places) for places in by]


def _reaches(words: Sequence[str]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield each word that takes others back, and the stretch that it does it to."""
    for at, word in enumerate(words):
        pair = (word, words[at + 1]) if at + 1 < len(words) else ("", "")
        if (word in _AFTERWARDS and _ends(words, at + 1)) or pair == ("not", "present"):
            yield at, range(_start(words, at), at)
        elif word in _DENIES and not _ONCE & set(words[at:]):
            yield at, range(at + 1, _end_of_list(words, at, denies=True))
        elif pair in _PAIRS:
            yield at, range(at + 2, _end_of_list(words, at + 1))
        elif word in _NOT and not _is_idle(words, at):
            yield at, list(_not_given(words, at + 1, _end_of_list(words, at)))
        elif (
            word in _PEOPLE
            and pair[1] in _SUFFERED
            and not (_TOLD & set(words[at + 2 : at + 3]) or _SHARED & set(words[at:]))
        ):
            yield at, range(at + 1, _end_of_story(words, at + 2))


def _not_given(words: Sequence[str], begin: int, end: int) -> Iterator[int]:
    """Yield the places from ``begin`` that “no” denies: up to “the …”, and from “or” on again."""
    given = False
    for at in range(begin, end):
        given = (given or words[at] in _GIVEN) and words[at] not in (",", "or", "nor")
        if not given:
            yield at


def _ends(words: Sequence[str], at: int) -> bool:
    return at >= len(words) or words[at] in (",", "but", "and")


def _start(words: Sequence[str], at: int) -> int:
    """Return where the stretch begins whose last word says “none”; it is short, or says “:”."""
    if not (words[at - 1 : at] and (words[at - 1] in _COPULAS or at <= _REACH)):
        return at
    return next((n + 1 for n in range(at - 1, -1, -1) if words[n] in (",", "but", "and")), 0)


def _is_idle(words: Sequence[str], at: int) -> bool:
    following = words[at + 1 : at + 3]
    stretch = words[at + 1 : _comma(words, at)]
    return (
        bool(_IDLE & set(following))
        or bool(_NOW & set(stretch))
        or bool(_AS_NOW & set(pairwise(stretch)))
        or stretch[-1:] == ["before"]
    )


def _comma(words: Sequence[str], at: int) -> int:
    return next((n for n in range(at + 1, len(words)) if words[n] == ","), len(words))


def _end_of_list(words: Sequence[str], at: int, *, denies: bool = False) -> int:
    """Return where the reach of “no” or “denies” ends.

    Over commas it reaches along a list alone: one with “or”, or of three short items, or one that
    “denies” opens.
    """
    stop = _turn(words, at, denies=denies)
    comma = _comma(words, at)
    first = words[at + 1 : min(stop, comma)]
    if not denies and not {"or", "nor"} & set(first):
        stop = min(stop, at + 1 + _REACH) if comma > at + 1 + _REACH else stop
    if comma >= stop:
        return stop
    items, end, has_or = 1, comma, False
    while end < len(words):
        begin, end_of_item = end + 1, _comma(words, end)
        item = words[begin:end_of_item]
        if not _is_item(item, denies=denies):
            break
        items, end = items + 1, end_of_item
        has_or = has_or or bool({"or", "nor"} & set(item))
    listed = items >= 3 and words[at] in ("no", "nil", "without")
    return end if denies or has_or or listed else comma


def _is_item(item: Sequence[str], *, denies: bool) -> bool:
    """Return whether what stands between two commas is an item of a list and no clause."""
    cut = next((n for n, word in enumerate(item) if word in ("or", "nor")), len(item))
    before = item[:cut]
    if not denies and before[:1] == ["and"]:
        return False
    return len(before) <= 5 and not _CLAUSE & set(before) and not _NOT & set(before)


def _turn(words: Sequence[str], at: int, *, denies: bool) -> int:
    """Return where the sentence turns away from what is denied."""
    first = at + 2 if denies and words[at + 1 : at + 2] in ([":"], ["for"], ["that"]) else at + 1
    turns = _TURNS - {"with", "of", "that", "for"} if denies else _TURNS | {"and"}
    return next((n for n in range(first, len(words)) if words[n] in turns), len(words))


def _end_of_story(words: Sequence[str], at: int) -> int:
    ends = {",", ":", "but", "when", "he", "she", "they", "i", "him", "that", "because", "so"}
    return next((n for n in range(at, len(words)) if words[n] in ends), len(words))
