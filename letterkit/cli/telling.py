"""Telling a person something, in lines as wide as the terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap

import click

from letterkit.reports.underlined import WIDTH
from letterkit.reports.visible import visible

_NO_TERMINAL = 80


def line_width() -> int:
    """Return how wide a line may be; a terminal that is made wider is not filled."""
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else _NO_TERMINAL
    return min(WIDTH, columns - 1)


def tell(words: str, indent: str = "") -> None:
    """Print words, wrapped; names of files stay whole, so that they can be copied."""
    click.echo(
        textwrap.fill(
            visible(words), line_width(), initial_indent=indent, subsequent_indent=indent,
            break_long_words=False, break_on_hyphens=False,
        )
    )  # fmt: skip
