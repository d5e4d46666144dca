"""Packages that are reached over HTTP, where a use case needs one of these."""

from __future__ import annotations

from bookbridge.domain.errors import UnknownPackage
from bookbridge.ports.packages import CloudPackage, Package


def cloud(package: Package) -> CloudPackage:
    """The package as one that is reached over HTTP. Raises `UnknownPackage`: there is no such one of this name."""
    if isinstance(package, CloudPackage):
        return package
    raise UnknownPackage(f"{package.manifest.title} is not reached over HTTP: its connector calls in")
