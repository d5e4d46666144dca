"""The accounting packages: a sub-package is a package, named like its URL with `_` for `-`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from bookbridge.domain.errors import UnknownPackage
from bookbridge.ports.packages import Package

_FOLDERS: Final = {
    module.name.replace("_", "-"): module.name for module in sorted(iter_modules(__path__)) if module.ispkg
}


def names() -> tuple[str, ...]:
    """The URL names of all packages, in alphabetical order."""
    return tuple(_FOLDERS)


def load(name: str, base_url: str = "") -> Package:
    """The package with this URL name; `base_url` serves all of its hosts (empty: the vendor's own).

    Raises `UnknownPackage`. Only the package asked for is imported.
    """
    folder = _FOLDERS.get(name)
    if folder is None:
        raise UnknownPackage(f"no accounting package is called {name!r}")
    package: Package = import_module(f"{__name__}.{folder}").create(base_url)
    return package
