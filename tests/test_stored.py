"""What is built from the data is read as it was written; a file that is not whole is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterkit.errors import InputError
from letterkit.resources import INDEX
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
