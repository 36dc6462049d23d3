"""Imports run one way: errors → values → data → stages → workflow → cli; packages have owners."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "letterkit"

# A module may import from earlier rows and from its own package, never from its own row.
ROWS = (
    ("errors",),
    ("resources", "stored"),
    ("issue", "names", "sentences", "width"),
    ("letter", "manuscript", "yaml_source", "case"),
    ("case_file", "profiles", "ledger", "roles"),
    ("facts", "concerns", "sample_case"),
    ("template", "scope", "reports", "documents"),
    ("writers", "completeness", "template_lint", "readers", "letters_in"),
    ("workflow", "review", "annotate", "mending"),
    ("review_many",),
    ("guided",),
    ("web",),
    ("cli",),
)
OWNERS = {
    "jinja2": {"template", "web"},
    "docx": {"writers"},
    "lxml": {"documents", "readers"},
    "pypdfium2": {"readers"},
    "click": {"cli"},
    "platformdirs": {"guided"},
    "flask": {"web"},
    "waitress": {"web"},
    "werkzeug": {"web"},
    "pydantic": {
        *("case", "case_file", "profiles", "concerns", "sample_case", "template", "scope"),
        "guided",
    },
    "pydantic_core": {"case_file"},
    "yaml": {"yaml_source", "scope"},
}


def modules() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*.py")) if p.name not in ("__init__.py", "__main__.py")
            or p.parent != PACKAGE]  # fmt: skip


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def row_of(name: str) -> int:
    return next(number for number, row in enumerate(ROWS) if name in row)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    here = room(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "letterkit" or len(parts) == 1 or parts[1] == here:
            continue
        there = parts[1]
        earlier = row_of(there) < row_of(here)
        assert earlier, f"{here} (row {row_of(here)}) imports {there} (row {row_of(there)})"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_each_package_from_outside_has_its_owners(path: Path) -> None:
    for name in imports(path):
        owners = OWNERS.get(name.split(".")[0])
        assert owners is None or room(path) in owners, f"{path} imports {name}"


NETWORK = {
    "socket", "ssl", "urllib", "http", "ftplib", "smtplib", "requests", "httpx", "asyncio",
    "socketserver", "xmlrpc", "webbrowser",
}  # fmt: skip
LISTENS_OR_OPENS = {("web/server.py", "socket"), ("cli/serve.py", "webbrowser")}
READS_ADDRESSES = "urllib.parse"  # fetches nothing
CLOCK_AND_TERMINAL = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("time", "time"),
}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_module_reaches_for_the_network(path: Path) -> None:
    here = path.relative_to(PACKAGE).as_posix()
    allowed = {name for file, name in LISTENS_OR_OPENS if file == here} | {READS_ADDRESSES}
    assert not NETWORK & {name.split(".")[0] for name in set(imports(path)) - allowed}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_what_listens_connects_to_nothing(path: Path) -> None:
    connecting = {"connect", "connect_ex", "create_connection", "urlopen", "sendto"}
    called = {
        n.attr for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Attribute)
    }
    assert not connecting & called


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_clock_and_terminal_belong_to_the_command_line(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or room(path) == "cli":
            continue
        called = node.func
        if isinstance(called, ast.Name):
            assert called.id not in ("print", "input"), f"{path}:{node.lineno}"
        elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            assert (called.value.id, called.attr) not in CLOCK_AND_TERMINAL, f"{path}:{node.lineno}"


def test_checking_a_text_loads_neither_word_nor_templates_nor_validation() -> None:
    code = (
        "import sys; from letterkit import check_text; check_text('I suspect a fracture.');"
        "print([m for m in ('docx', 'jinja2', 'pydantic', 'yaml', 'lxml') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert result.stdout.strip() == "[]"


def test_only_the_agreed_names_stand_at_the_top() -> None:
    shown = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    top = {line.split("/")[0] for line in shown.splitlines()}
    assert "letterkit" in top
    agreed = {"letterkit", "templates", "examples", "tests", "pyproject.toml", "README.md"}
    assert {name for name in top if not name.startswith(".")} <= agreed
