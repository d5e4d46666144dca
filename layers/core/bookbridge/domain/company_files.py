"""Which company file of QuickBooks Desktop a connection is paired with, and whether another one answers (B2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from typing_extensions import override

_TELLING: Final = ("file_id", "company_name", "legal_name")
"""What must be the same in every session; the path is only a hint, as files are moved and shares renamed."""


@dataclass(frozen=True, slots=True)
class CompanyFile:
    """How a company file identifies itself.

    `file_id` is the GUID that the Web Connector wrote into the file when our .qwc was added (in upper case, without
    braces); empty when it is not there. `path` is where the file was opened. `country` is that of the program's edition
    in two letters, `home_currency` the file's own currency, in three letters where they are known; empty: not told.
    """

    file_id: str
    company_name: str
    legal_name: str = ""
    path: str = ""
    country: str = ""
    home_currency: str = ""

    def differences(self, other: CompanyFile) -> tuple[str, ...]:
        """Names of the fields that tell the two apart; empty when they are the same company file."""
        return tuple(name for name in _TELLING if _plain(getattr(self, name)) != _plain(getattr(other, name)))

    def as_json(self) -> dict[str, str]:
        """`{file_id, company_name, legal_name, path, country, home_currency}`."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> CompanyFile:
        """The inverse of `as_json`."""
        return cls(**{each.name: str(told.get(each.name) or "") for each in fields(cls)})

    def with_money_of(self, other: CompanyFile) -> CompanyFile:
        """The same company file with the country and the currency that it tells by now, if it tells them."""
        if not other.home_currency:
            return self
        return replace(self, country=other.country, home_currency=other.home_currency)

    @override
    def __str__(self) -> str:
        """The name, and the path in brackets."""
        return f"{self.company_name} ({self.path})" if self.path else self.company_name


def new_file_id() -> str:
    """An id for a company file, which we give: a GUID as QuickBooks writes it, but without the braces."""
    return str(uuid4()).upper()


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which company file a connection belongs to: the one that was confirmed, and the one that last called instead."""

    confirmed: CompanyFile | None = None
    found: CompanyFile | None = None
    confirmed_at: datetime | None = None
    file_size_mb: int | None = None
    restored_on: date | None = None

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Pairing:
        """The inverse of `as_json`."""
        confirmed, found = told.get("confirmed"), told.get("found")
        at, restored = told.get("confirmed_at"), told.get("restored_on")
        return cls(
            CompanyFile.from_json(confirmed) if confirmed else None,
            CompanyFile.from_json(found) if found else None,
            datetime.fromisoformat(at) if at else None,
            told.get("file_size_mb"),
            date.fromisoformat(restored) if restored else None,
        )

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "confirmed": self.confirmed.as_json() if self.confirmed else None,
            "found": self.found.as_json() if self.found else None,
            "confirmed_at": self.confirmed_at.isoformat() if self.confirmed_at else None,
            "file_size_mb": self.file_size_mb,
            "restored_on": self.restored_on.isoformat() if self.restored_on else None,
        }
