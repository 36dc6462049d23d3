"""HTML → tags and words, in one pass whose time grows with the length and no faster.

The standard library's html.parser takes minutes for a megabyte of unclosed comments.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)")
_REMARK = re.compile(r"<(!--|[!?])")
_NEXT = re.compile(r"<(?=[a-zA-Z/!?])")
_IN_TAG = re.compile(r"[\"'>]")
_ATTRIBUTE = re.compile(
    r"([^\s=\"'/<>]{1,64})(?:\s{0,64}=\s{0,64}(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?"
)
_MAX_ATTRIBUTES = 10_000  # characters of a tag that are looked through: a picture may be longer
_RAW = frozenset(("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"))


class Tag(NamedTuple):
    """A tag, in lower case; ``opens`` is false for the one that closes."""

    name: str
    opens: bool
    attributes: dict[str, str]


def tokens(source: str) -> Iterator[Tag | str]:
    """Yield the tags and the words of ``source``; entities are resolved, remarks left out.

    Of an element that holds no markup, such as a script, the words come with no tag in between.
    """
    at = 0
    quotes_count = True  # until one is left open: then a tag ends at the next >
    while at < len(source):
        found = _NEXT.search(source, at)
        begin = found.start() if found else len(source)
        if begin > at:
            yield words_of(source[at:begin])
        if not found:
            return
        if remark := _REMARK.match(source, begin):
            at = _after_remark(source, begin, remark[1])
            continue
        tag = _TAG.match(source, begin)
        if not tag:  # </ without a name
            end = source.find(">", begin)
            at = len(source) if end < 0 else end + 1
            continue
        end = _end_of_tag(source, tag.end()) if quotes_count else -1
        if end < 0:
            quotes_count = False
            end = source.find(">", tag.end())
        if end < 0:
            return  # the file ends in a tag
        at = end + 1
        name, opens = tag[2].lower(), not tag[1]
        yield Tag(name, opens, _attributes(source[tag.end() : end]) if opens else {})
        if opens and name in _RAW:
            close = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(source, at)
            end = close.start() if close else len(source)
            yield words_of(source[at:end])
            at = end


def words_of(source: str) -> str:
    """Return ``source`` with its entities resolved."""
    if "&" not in source:
        return source
    try:
        return html.unescape(source)
    except ValueError:  # a number of thousands of digits
        return source


def _after_remark(source: str, begin: int, kind: str) -> int:
    mark = "-->" if kind == "!--" else ">"
    end = source.find(mark, begin + 2)  # <!--> is a whole one
    return len(source) if end < 0 else end + len(mark)


def _end_of_tag(source: str, at: int) -> int:
    """Return where a tag ends: at the first > that stands in no quotation marks; -1 for none."""
    while found := _IN_TAG.search(source, at):
        if found[0] == ">":
            return found.start()
        at = source.find(found[0], found.end()) + 1
        if not at:
            return -1
    return -1


def _attributes(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(source[:_MAX_ATTRIBUTES]):
        if value[:1] in ('"', "'"):
            value = value[1:-1]
        found.setdefault(name.lower(), words_of(value))
    return found
