"""The accounting packages that tests know: those that are shipped, and the skeleton of a new one, which is not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bookbridge import packages
from bookbridge.ports.packages import CloudPackage, Package
from bookbridge.use_cases.cloud_packages import cloud
from tests.skeleton.example_ledger import package as example_ledger

SKELETON: Final = "example-ledger"
ROOT: Final = Path(__file__).parents[2]


def names() -> tuple[str, ...]:
    """The URL names of all of them."""
    return (*packages.names(), SKELETON)


def cloud_names() -> tuple[str, ...]:
    """The names of those that are reached over HTTP."""
    return tuple(name for name in names() if isinstance(load(name), CloudPackage))


def session_names() -> tuple[str, ...]:
    """The names of those that call in through a connector."""
    return tuple(name for name in names() if name not in cloud_names())


def load(name: str, base_url: str = "") -> Package:
    """The package with this URL name. Raises `UnknownPackage`."""
    return example_ledger.create(base_url) if name == SKELETON else packages.load(name, base_url)


def load_cloud(name: str, base_url: str = "") -> CloudPackage:
    """The package with this URL name, which is reached over HTTP."""
    return cloud(load(name, base_url))


def events_of(name: str) -> Path:
    """The folder with a package's recorded deliveries."""
    here = ROOT / "tests" / "skeleton" / "example_ledger" / "events"
    return here if name == SKELETON else ROOT / "events" / name.replace("-", "_")
