"""The files of this repository, as the rules about them need to see them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = ROOT / "functions"
PACKAGES = ROOT / "layers" / "core" / "bookbridge" / "packages"


def repository_files() -> list[Path]:
    """Every file that is, or would be, under version control."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return [path for path in paths if path.is_file()]


def handlers() -> list[Path]:
    """The module of each Lambda function."""
    return sorted(FUNCTIONS.glob("*/handler.py"))


def package_names() -> list[str]:
    """The accounting packages, as their folders are called."""
    return sorted(path.parent.name for path in PACKAGES.glob("*/__init__.py"))
