"""The layer of our own code is built by layers/core/Makefile, which SAM calls."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.infra

SOURCE = Path(__file__).resolve().parents[3] / "layers" / "core"
# The flag word of a .pyc (PEP 552): its validity rests on a hash of the source, which is not checked at run time.
UNCHECKED_HASH = 0b01


def build(source: Path, artifacts: Path) -> Path:
    """Run the Makefile as SAM does."""
    settings = {"PATH": os.environ["PATH"], "ARTIFACTS_DIR": str(artifacts), "LAYER_PYTHON": sys.executable}
    command = [shutil.which("make") or "make", "--makefile", str(SOURCE / "Makefile"), "build-CoreLayer"]
    subprocess.run(command, cwd=source, env=settings, check=True, capture_output=True)
    return artifacts / "python"


def test_the_layer_holds_our_package_and_nothing_that_lay_beside_it(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(SOURCE, source)
    (source / "notes.txt").write_text("not for Lambda")
    (source / "bookbridge" / "__pycache__").mkdir(exist_ok=True)
    (source / "bookbridge" / "__pycache__" / "gone.cpython-310.pyc").write_text("of a module that is gone")
    layer = build(source, tmp_path / "layer")
    assert [path.name for path in layer.iterdir()] == ["bookbridge"]
    assert list(layer.rglob("gone*")) == []


def test_every_module_is_compiled_ahead_and_stays_valid_when_unpacked(tmp_path: Path) -> None:
    layer = build(SOURCE, tmp_path)
    compiled = {path.parents[1] / f"{path.name.partition('.')[0]}.py": path for path in layer.rglob("*.pyc")}
    assert set(compiled) == set(layer.rglob("*.py"))
    assert {int.from_bytes(path.read_bytes()[4:8], "little") for path in compiled.values()} == {UNCHECKED_HASH}


def test_two_builds_are_the_same_byte_for_byte(tmp_path: Path) -> None:
    first, second = build(SOURCE, tmp_path / "first"), build(SOURCE, tmp_path / "second")
    assert contents(first) == contents(second)


def contents(folder: Path) -> dict[str, str]:
    """A hash of every file, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
