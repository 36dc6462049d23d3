"""The local page, running, for whatever test asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from local_page import Running


@pytest.fixture
def running() -> Iterator[Running]:
    """A server that ends with the test."""
    one = Running()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    """A server for all tests of a module that change nothing in it."""
    one = Running()
    yield one
    one.stop()
