"""A table gives the same answer whoever else is reading it."""

from __future__ import annotations

from letterkit.scope.table import Table, pieces_of


def test_a_piece_that_one_reader_has_begun_is_there_for_another() -> None:
    other: list[int | None] = []

    def value(text: str) -> int:
        if not other:
            other.append(0)  # one reader is in the middle of the piece when another asks
            other[0] = table.get("disc")
        return int(text)

    table = Table(pieces_of({"disc": 1, "discs": 2}), value)
    assert table.known(["disc", "discs", "bulge"]) == [1, 2]
    assert other == [1]
