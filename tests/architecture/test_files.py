from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.architecture.sources import ROOT, repository_files

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.architecture

LONGEST = 300
SAYS_NOTHING = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
# Put together here, so that this file does not break its own rule.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("ubuntu", "com"),
        ("golang", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
    )
]


def test_no_module_is_long() -> None:
    long = {name(path): lines for path in modules() if (lines := len(path.read_text().splitlines())) > LONGEST}
    assert long == {}


def test_every_module_is_named_for_what_it_does() -> None:
    assert [name(path) for path in modules() if SAYS_NOTHING & set(path.parts) or path.stem in SAYS_NOTHING] == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    """Where packages come from is the business of whoever installs them."""
    found = {}
    for path in repository_files():
        text = path.read_bytes().decode(errors="replace").lower()
        if hosts := [host for host in REGISTRIES if host in text]:
            found[name(path)] = hosts
    assert found == {}


def test_every_test_is_among_those_that_pytest_runs() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = [ROOT / folder for folder in settings["tool"]["pytest"]["ini_options"]["testpaths"]]
    tests = [path for path in modules() if path.name.startswith("test_")]
    assert [name(path) for path in tests if not set(run) & set(path.parents)] == []


def modules() -> list[Path]:
    """Every Python file."""
    return [path for path in repository_files() if path.suffix == ".py"]


def name(path: Path) -> str:
    """The path as one would type it at the root."""
    return str(path.relative_to(ROOT))
