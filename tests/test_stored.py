"""What is built from the data is read as it was written; a file that is not whole is told."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from letterkit import stored as stored_module
from letterkit.cli import letterkit
from letterkit.errors import InputError
from letterkit.resources import INDEX, PARTS_INDEX
from letterkit.roles import parts_data
from letterkit.stored import Rows, Table, loaded, read_stored, stored

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
    path.write_bytes(stored(data, path.name))
    again = read_stored(str(path))
    assert again == data
    turned = dict(reversed(data.items())) if isinstance(data, dict) else data
    assert stored(turned, path.name) == path.read_bytes()
    assert stored(again, path.name) == path.read_bytes()


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
    data[1000] ^= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="a part of letterkit cannot be read"):
        read_stored(str(path))


@given(st.dictionaries(st.text(max_size=5), st.integers(0, 99) | st.binary()), st.text(max_size=5))
def test_a_table_has_the_rows_it_was_made_of_and_no_others(rows: dict[str, object], o: str) -> None:
    data = loaded(stored({"of": {"some": Rows(rows), "other": Rows(more=1)}, "none": None}))
    assert data["none"] is None
    table = data["of"]["some"]
    assert data["of"]["other"].get("more") == 1
    assert {key: table.get(key) for key in rows} == rows
    assert table.get(o) == rows.get(o)
    assert table.known([*rows, o + "!"]) == [*rows.values(), *table.known([o + "!"])]
    assert dict(table.items()) == rows
    again = loaded(stored({"some": Rows(reversed(rows.items()))}))["some"]
    assert dict(again.items()) == rows


def test_a_row_that_one_reader_has_begun_to_read_is_there_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table: Table[int] = loaded(stored({"some": Rows(disc=1, discs=2)}))["some"]
    read, other = stored_module._checked, []

    def checked(said: memoryview) -> object:
        other.append(1)
        if len(other) == 1:  # one reader is in the middle of the piece when another asks
            assert table.get("disc") == 1
        return read(said)

    monkeypatch.setattr(stored_module, "_checked", checked)
    assert table.known(["disc", "discs", "bulge"]) == [1, 2]
    assert len(other) == 2


def test_a_byte_that_changed_in_a_table_is_told_when_its_row_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "index.bin"
    data = bytearray(stored({"some": Rows(disc=1, bulge=2)}, path.name))
    data[-1] ^= 1
    path.write_bytes(data)
    table = read_stored(str(path))["some"]
    with pytest.raises(InputError, match=r"index\.bin: a part of letterkit cannot be read"):
        table.items()


@pytest.mark.parametrize("place", [0, 1, 4, 8, 12, 16])
def test_a_byte_that_changed_in_what_a_table_says_of_itself_is_told(place: int) -> None:
    data = stored({"some": Rows({str(n): n for n in range(99)})})
    head = struct.unpack_from("<II", data)
    damaged = bytearray(data)
    damaged[struct.calcsize("<II") + head[1] + place] ^= 1
    with pytest.raises(ValueError, match="checksum"):
        loaded(bytes(damaged))


def test_another_part_in_the_place_of_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "index.bin"
    path.write_bytes(Path(PARTS_INDEX).read_bytes())
    with pytest.raises(InputError, match=r"index\.bin: a part of letterkit cannot be read"):
        read_stored(str(path))


@pytest.mark.parametrize("data", [Rows(a=1), [Rows(a=1)], {"a": [Rows(a=1)]}])
def test_a_table_stands_within_a_dict_or_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="within a dict"):
        stored(data)


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
