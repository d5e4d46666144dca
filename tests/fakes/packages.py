"""The accounting packages that tests know: those that are shipped, and the skeleton of a new one, which is not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bookbridge import packages
from bookbridge.ports.packages import CloudPackage
from tests.skeleton.example_ledger import package as example_ledger

SKELETON: Final = "example-ledger"
ROOT: Final = Path(__file__).parents[2]


def names() -> tuple[str, ...]:
    """The URL names of all of them."""
    return (*packages.names(), SKELETON)


def load(name: str, base_url: str = "") -> CloudPackage:
    """The package with this URL name. Raises `UnknownPackage`."""
    return example_ledger.create(base_url) if name == SKELETON else packages.load(name, base_url)


def events_of(name: str) -> Path:
    """The folder with a package's recorded deliveries."""
    here = ROOT / "tests" / "skeleton" / "example_ledger" / "events"
    return here if name == SKELETON else ROOT / "events" / name.replace("-", "_")
