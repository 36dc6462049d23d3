"""The wheel, the sdist and an editable install all find the letters and the rules."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CASE = ROOT / "examples" / "anticoagulant-before-procedure" / "case.yaml"
GOLDEN = CASE.with_name("letter.txt")


def run(*command: str | Path, cwd: Path) -> str:
    result = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a wheel made from the sdist made from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


def fresh_python(folder: Path) -> Path:
    """A new environment that sees this one's dependencies but not letterkit itself."""
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin" / "python"
    sites = [p for p in sys.path if p.endswith("site-packages")]
    site = run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=folder).strip()
    Path(site, "dependencies.pth").write_text("\n".join(sites), "utf-8")
    return python


def test_a_wheel_built_from_the_sdist_drafts_from_outside_the_checkout(
    built: Path, tmp_path: Path
) -> None:
    wheel = next(built.glob("*.whl"))
    python = fresh_python(tmp_path / "env")
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--force-reinstall", wheel, cwd=tmp_path)
    where = run(python, "-c", "import letterkit; print(letterkit.__file__)", cwd=tmp_path)
    assert str(tmp_path) in where
    assert run(python, "-m", "letterkit", "draft", CASE, cwd=tmp_path) == GOLDEN.read_text("utf-8")
    assert "DX01" in run(python, "-m", "letterkit", "explain", "DX01", cwd=tmp_path)


def test_the_wheel_holds_letters_rules_and_types_and_nothing_else_of_the_tree(built: Path) -> None:
    names = set(zipfile.ZipFile(next(built.glob("*.whl"))).namelist())
    assert {
        "letterkit/py.typed",
        "letterkit/data/index.bin",
        "letterkit/data/windows.bin",
        "letterkit/data/rules/diagnosis.yaml",
        "letterkit/_templates/progress-report.j2",
        "letterkit/_templates/_shared/opening.j2",
        "letterkit/writers/base.docx",
        "letterkit/web/pages/base.html",
        "letterkit/web/assets/app.css",
    } <= names
    assert not [name for name in names if name.startswith(("tests/", "examples/", "templates/"))]


def test_an_editable_install_uses_the_letters_of_the_checkout(tmp_path: Path) -> None:
    python = fresh_python(tmp_path / "env")
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", ROOT,
        cwd=tmp_path)  # fmt: skip
    code = "from letterkit.resources import templates_folder; print(templates_folder())"
    assert run(python, "-c", code, cwd=tmp_path).strip() == str(ROOT / "templates")
