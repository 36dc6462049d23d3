"""Damages the markup of a package so that it can still be parsed: what stands where, how often."""

from __future__ import annotations

import copy
import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

_VALUES = (
    "", "0", "1", "-1", "2", "9", "99999999999", "1e9", "x", "none", "preserve", "restart", "begin",
    "separate", "end", "letterkit", "../../x.xml", "/", "word/document.xml", "\u0301", "F0B7",
    "-FFFFF",
)  # fmt: skip
_TEXTS = (
    None, "", " ", "\n", "I suspect a fracture. ", "\u200f\u05d0 e\u0301", "\U0001f600",
    "x" * 5000,
)  # fmt: skip
_MOST = 300_000  # bytes of a part; doubling must not make a bomb


def rebuilt(content: bytes, chance: random.Random) -> bytes:
    """Return a package of the same kind, some of its elements, parts and relations not in place."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    markup = [name for name in parts if name.endswith((".xml", ".rels"))]
    words = [name for name in markup if name.endswith(("document.xml", "content.xml"))]
    for _ in range(chance.choice((1, 1, 2, 3))):
        name = chance.choice(words if chance.random() < 0.6 else markup)
        if name in parts:
            parts[name] = _restructured(parts[name], chance)
        if chance.random() < 0.05:
            _shuffle_parts(parts, chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def _shuffle_parts(parts: dict[str, bytes], chance: random.Random) -> None:
    one, other = chance.choice(list(parts)), chance.choice(list(parts))
    way = chance.randrange(4)
    if way == 0:
        del parts[one]
    elif way == 1:
        parts[one], parts[other] = parts[other], parts[one]
    elif way == 2:
        parts[one] = parts[other]
    else:
        parts[one.upper() if chance.random() < 0.5 else f"x/{one}"] = parts.pop(one)


def _restructured(part: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(part)
    except etree.XMLSyntaxError:  # another part was put in its place
        return part
    for _ in range(chance.choice((1, 2, 4, 10, 40))):
        elements = list(root.iter("*"))[1:]
        if not elements:
            break
        chance.choice(_WAYS)(chance.choice(elements), chance.choice(elements), chance)
    changed: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return changed if len(changed) < _MOST else part


def _delete(one: Any, other: Any, chance: random.Random) -> None:
    one.getparent().remove(one)


def _unwrap(one: Any, other: Any, chance: random.Random) -> None:
    parent = one.getparent()
    at = parent.index(one)
    parent[at : at + 1] = list(one)


def _wrap(one: Any, other: Any, chance: random.Random) -> None:
    around = one.makeelement(other.tag, dict(other.attrib))
    one.addprevious(around)
    around.append(one)


def _double(one: Any, other: Any, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 2, 20))):
        one.addnext(copy.deepcopy(one))


def _nest(one: Any, other: Any, chance: random.Random) -> None:
    """Put an element into itself, now and then deep."""
    for _ in range(chance.choice((1, 1, 3, 40))):
        around = one.makeelement(one.tag, dict(one.attrib))
        one.addprevious(around)
        around.append(one)


def _move(one: Any, other: Any, chance: random.Random) -> None:
    if one is other or one in other.iterancestors():
        return
    chance.choice((other.append, other.addnext, other.addprevious))(one)


def _copy_to(one: Any, other: Any, chance: random.Random) -> None:
    chance.choice((other.append, other.addnext, other.addprevious))(copy.deepcopy(one))


def _swap(one: Any, other: Any, chance: random.Random) -> None:
    if one is other or one in other.iterancestors() or other in one.iterancestors():
        return
    here, there = copy.deepcopy(one), copy.deepcopy(other)
    other.getparent().replace(other, here)
    if one.getparent() is not None:
        one.getparent().replace(one, there)


def _rename(one: Any, other: Any, chance: random.Random) -> None:
    one.tag = other.tag


def _say(one: Any, other: Any, chance: random.Random) -> None:
    one.text = chance.choice(_TEXTS)


def _reset(one: Any, other: Any, chance: random.Random) -> None:
    """Change an attribute, take it away, or take one over from another element."""
    if other.attrib and chance.random() < 0.4:
        key = chance.choice(list(other.attrib))
        one.set(key, other.get(key))
    elif one.attrib:
        key = chance.choice(list(one.attrib))
        if chance.random() < 0.3:
            del one.attrib[key]
        else:
            one.set(key, chance.choice(_VALUES))


_WAYS: tuple[Callable[[Any, Any, random.Random], None], ...] = (
    _delete, _unwrap, _wrap, _double, _nest, _move, _move, _copy_to, _swap, _rename, _say, _reset,
    _reset,
)  # fmt: skip
