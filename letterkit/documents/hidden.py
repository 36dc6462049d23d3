"""Words that are in a file and not on the page: set as hidden, by hand or by a style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from letterkit.documents.markup import above, each, is_on, name, remove, value
from letterkit.documents.revisions import remove_block

_VANISH = "w:rPr/w:vanish"


def hidden_styles(styles: Any) -> frozenset[str]:
    """Return the ids of the styles that hide what they are given to."""
    by_id = {value(style, "w:styleId"): style for style in each(styles, "w:style")}
    return frozenset(one for one in by_id if _hides(one, by_id, set()))


def _hides(one: str, by_id: dict[str, Any], seen: set[str]) -> bool:
    style = by_id.get(one)
    if style is None or one in seen:
        return False
    if (switch := _find(style, _VANISH)) is not None:
        return is_on(switch)
    return _hides(value(style.find(name("w:basedOn"))), by_id, seen | {one})


def _find(element: Any, path: str) -> Any:
    return element.find("/".join(map(name, path.split("/"))))


def _hidden_run(run: Any, styles: frozenset[str]) -> bool:
    if (switch := _find(run, _VANISH)) is not None:
        return is_on(switch)
    if (style := _find(run, "w:rPr/w:rStyle")) is not None and value(style) in styles:
        return True
    paragraph = above(run, "w:p")
    return paragraph is not None and value(_find(paragraph, "w:pPr/w:pStyle")) in styles


def hidden_words(root: Any, styles: frozenset[str]) -> int:
    """Return how many words are hidden."""
    runs = [*_hidden_runs(root, styles), *each_hidden_row(root)]
    texts = ("".join(t.text or "" for t in run.iter(name("w:t"))) for run in runs)
    return sum(len(text.split()) for text in texts)


def _hidden_runs(root: Any, styles: frozenset[str]) -> Iterator[Any]:
    yield from (run for run in each(root, "w:r") if _hidden_run(run, styles))


def each_hidden_row(root: Any) -> list[Any]:
    """Return the rows of tables that are hidden."""
    return [above(switch, "w:tr") for switch in each(root, "w:hidden") if is_on(switch)]


def hidden_pictures(root: Any) -> list[Any]:
    """Return the drawings that are hidden."""
    return [
        above(about, "w:drawing")
        for about in each(root, "wp:docPr")
        if about.get("hidden", "").lower() in ("1", "true", "on")
    ]


def remove_hidden(root: Any, styles: frozenset[str]) -> None:
    """Take out what is hidden; a paragraph of which nothing is left goes too."""
    remove(*each_hidden_row(root), *hidden_pictures(root))
    touched = []
    for run in _hidden_runs(root, styles):
        touched.append(above(run, "w:p"))
        if run.find(name("w:fldChar")) is None:
            remove(run)
        else:  # a field may begin here and end elsewhere: keep its frame, without a word
            remove(*each(run, "w:t", "w:instrText"))
    for paragraph in {id(p): p for p in touched if p is not None}.values():
        if paragraph.getparent() is not None and not each(paragraph, "w:r"):
            remove_block(paragraph)
