"""The catalogues under test, and small ones made up on the spot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import bookbridge
from bookbridge.domain.failures.catalogue import Catalogue, shared_json
from bookbridge.packages import names


def of_package(folder: str) -> Catalogue:
    """The shared rows together with what a package says."""
    own = Path(bookbridge.__file__).parent / "packages" / folder / "catalogue.json"
    return Catalogue.from_json(shared_json(), own.read_text(encoding="utf-8"))


def quickbooks_online() -> Catalogue:
    """The catalogue of QuickBooks Online."""
    return of_package("quickbooks_online")


CATALOGUES: Final = {name: of_package(name.replace("-", "_")) for name in names()}
"""The catalogue of every package, by its name."""


def row(code: str, **changes: Any) -> dict[str, Any]:
    """A row that is complete, as JSON values."""
    both = {"en": "Text", "fr": "Texte"}
    complete = {
        "code": code,
        "title": both,
        "cause": both,
        "retryable": False,
        "watch": "",
        "remedies": [{"actor": "support", "steps": [both]}],
    }
    return complete | changes


def small(*rows: dict[str, Any], **sections: Any) -> str:
    """The text of a catalogue file with these rows."""
    return json.dumps({"version": 1, "rows": rows, **sections})
