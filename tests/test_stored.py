"""What is built from the data is read as it was written; a file that is not whole is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from letterkit.cli import letterkit
from letterkit.errors import InputError
from letterkit.resources import INDEX
from letterkit.roles import parts_data
from letterkit.stored import read_stored, stored

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
)


@given(plain)
def test_data_come_back_and_always_make_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: object
) -> None:
    path = tmp_path_factory.mktemp("stored") / "data.bin"
    path.write_bytes(stored(data))
    again = read_stored(str(path))
    assert again == data
    turned = dict(reversed(data.items())) if isinstance(data, dict) else data
    assert stored(turned) == path.read_bytes()
    assert stored(again) == path.read_bytes()


@pytest.mark.parametrize("part", [b"", b"no such form", Path(INDEX).read_bytes()[:5000]])
def test_a_file_that_is_not_whole_is_named(tmp_path: Path, part: bytes) -> None:
    path = tmp_path / "index.bin"
    path.write_bytes(part)
    with pytest.raises(InputError, match=r"index\.bin: a part of letterkit cannot be read"):
        read_stored(str(path))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Install letterkit again"):
        read_stored(str(tmp_path / "index.bin"))


def test_a_byte_that_changed_is_told(tmp_path: Path) -> None:
    path, data = tmp_path / "index.bin", bytearray(Path(INDEX).read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="a part of letterkit cannot be read"):
        read_stored(str(path))


def test_a_damaged_part_is_named_and_not_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, part = tmp_path / "letter.txt", tmp_path / "parts.bin"
    letter.write_text("He has a herniated disc.", "utf-8")
    part.write_bytes(b"")
    monkeypatch.setattr("letterkit.roles.PARTS_INDEX", str(part))
    parts_data.cache_clear()
    ran = CliRunner().invoke(letterkit, ["check", str(letter)])
    assert ran.exit_code == 2
    assert f"{part}: a part of letterkit cannot be read" in ran.output
    parts_data.cache_clear()
