"""The markup of Word files: its names, read without entities or network, and small surgery."""

from __future__ import annotations

from functools import cache
from typing import Any

from lxml import etree

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "r": f"{_OFFICE}/relationships",
    "a": f"{_DRAWING}/main",
    "c": f"{_DRAWING}/chart",
    "pic": f"{_DRAWING}/picture",
    "wp": f"{_DRAWING}/wordprocessingDrawing",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "rel": f"{_PACKAGE}/relationships",
    "ct": f"{_PACKAGE}/content-types",
    "cp": f"{_PACKAGE}/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "ep": f"{_OFFICE}/extended-properties",
    "op": f"{_OFFICE}/custom-properties",
    "sodipodi": "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "inkscape": "http://www.inkscape.org/namespaces/inkscape",
    "svg": "http://www.w3.org/2000/svg",
}
# What a switch such as w:vanish says besides being there at all.
_OFF = ("0", "false", "off")


class UnreadableError(ValueError):
    """A part that is no XML, or XML with a document type, which no Word file has."""


def parse(content: bytes) -> Any:
    """Return the root element. Remarks and instructions of processors are left out."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError
    return root


def serialize(root: Any) -> bytes:
    """Return the part as it stands in a package."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


@cache
def name(prefixed: str) -> str:
    """Return ``w:p`` as lxml writes it; a name without a prefix stays as it is."""
    prefix, _, local = prefixed.rpartition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}" if prefix else local


def namespace(prefix: str) -> str:
    """Return the address behind a prefix."""
    return _NAMESPACES[prefix]


def each(root: Any, *names: str) -> list[Any]:
    """Return the elements of these names, in order; as a list, so that they may be removed."""
    return list(root.iter(*map(name, names))) if names else []  # lxml would return all


def above(element: Any, *names: str) -> Any:
    """Return the nearest element of these names around ``element``, or None."""
    return next(element.iterancestors(*map(name, names)), None)


def value(element: Any, attribute: str = "w:val") -> str:
    """Return an attribute, or an empty string."""
    return "" if element is None else str(element.get(name(attribute), ""))


def is_on(element: Any) -> bool:
    """Whether a switch is there and not switched off."""
    return element is not None and value(element).lower() not in _OFF


def remove(*elements: Any) -> None:
    """Take elements out, with all that they hold."""
    for element in elements:
        if (parent := element.getparent()) is not None:
            parent.remove(element)


def unwrap(element: Any) -> None:
    """Put what an element holds in its place."""
    parent = element.getparent()
    at = parent.index(element)
    parent[at : at + 1] = list(element)


def text_of(element: Any) -> str:
    """Return the words that are shown: of runs, not of deletions or field codes."""
    return "".join(found.text or "" for found in element.iter(name("w:t")))
