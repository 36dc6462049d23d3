"""What a pattern needs: each match holds it, and it is found whatever the pattern's form."""

from __future__ import annotations

import pytest

from letterkit.scope.needs import needs


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"\bgout\b", [[" gout "]]),
        (r"\bper[\s_](?:his|her)[\s_]chart", [[" per her chart", " per his chart"]]),
        (r"(?<!\w)has(?!\w)(?: an?)? plan", [[" has a plan", " has an plan", " has plan"]]),
        (r"pain\?", [["pain "], ["?"]]),
        (r"(?<=\u2003)[\w']+[\s_]daily", [[" daily"], ["\u2003"]]),
        (r"(?:no|not .{3}) doubt", [[" doubt"], ["no"]]),
        (r"\w+", []),
    ],
)  # fmt: skip
def test_needs(pattern: str, needed: list[list[str]]) -> None:
    assert needs(pattern) == needed
