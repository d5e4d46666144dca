"""The locks hold what pyproject.toml asks for, and each package with its hashes."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.architecture

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
LAYER = ROOT / "layers" / "dependencies" / "requirements.txt"
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_every_group_has_its_lock() -> None:
    assert {lock.stem for lock in LOCKS} == set(GROUPS)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_satisfies_what_was_asked_for(lock: Path) -> None:
    asked = GROUPS[lock.stem] + (RUNTIME if lock.stem == "dev" else [])
    pins = pinned(lock)
    unmet = [text for text in asked if not is_met(Requirement(text), pins)]
    assert unmet == [], "run `make lock`"


@pytest.mark.parametrize("lock", [*LOCKS, LAYER], ids=lambda lock: lock.stem)
def test_every_pin_has_its_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\w)", lock.read_text())
    assert [entry.splitlines()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def test_the_layer_brings_what_our_code_imports_and_the_runtime_lacks() -> None:
    """The runtime of AWS Lambda brings boto3 and what boto3 needs; urllib3 is ours because we call it ourselves."""
    direct = {canonicalize_name(Requirement(text).name) for text in RUNTIME}
    in_the_runtime = needed_by(["boto3"]) - (direct - {"boto3"})
    assert set(pinned(LAYER)) == needed_by(RUNTIME) - in_the_runtime


def test_the_layer_and_the_tests_use_the_same_versions() -> None:
    tested = pinned(ROOT / "requirements" / "dev.txt")
    assert {name: tested[name] for name in pinned(LAYER)} == pinned(LAYER)


def pinned(lock: Path) -> dict[str, set[str]]:
    """The versions of each package of a lock; more than one where Pythons differ."""
    pins: dict[str, set[str]] = {}
    for found in re.finditer(r"^([A-Za-z0-9._-]+)==([^\s;]+)", lock.read_text(), re.MULTILINE):
        pins.setdefault(canonicalize_name(found[1]), set()).add(found[2])
    return pins


def is_met(requirement: Requirement, pins: dict[str, set[str]]) -> bool:
    """Whether the lock has the package, only in versions that are asked for."""
    versions = pins.get(canonicalize_name(requirement.name), set())
    return bool(versions) and all(requirement.specifier.contains(version) for version in versions)


def needed_by(requirements: list[str]) -> set[str]:
    """The packages that these need in the end, themselves included; read from what is installed here."""
    found: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        for text in requires(name) or []:
            needed = Requirement(text)
            wanted = [{"extra": extra} for extra in extras | {""}]
            if needed.marker is None or any(needed.marker.evaluate(extra) for extra in wanted):
                waiting.append(needed)
    return found
