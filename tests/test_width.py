"""width_of: what stands in one column, in two, in none."""

from __future__ import annotations

import pytest

from letterkit.width import width_of


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("pain", 4), ("é", 1), ("e\u0301", 1), ("痛み", 4), ("a\u200b", 1)]
)
def test_width_is_counted_in_columns(text: str, width: int) -> None:
    assert width_of(text) == width
