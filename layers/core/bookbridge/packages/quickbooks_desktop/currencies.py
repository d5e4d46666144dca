"""The company file's own currency: the only one that anything we send is booked in."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import Faults
from bookbridge.domain.records import EntityType

from .manifest import TITLE
from .wire import Json

US_DOLLAR: Final = "USD"
"""Of the US edition, and so of a file that tells nothing."""

_BY_COUNTRY: Final = {
    "": US_DOLLAR,
    "US": US_DOLLAR,
    "CA": "CAD",
    "UK": "GBP",
    "GB": "GBP",
    "AU": "AUD",
    "NZ": "NZD",
    "ZA": "ZAR",
    "IE": "EUR",
    "IN": "INR",
    "HK": "HKD",
    "SG": "SGD",
}
"""Where an edition has been sold. HostRet names it in two letters."""

_BY_NAME: Final = {
    "us dollar": US_DOLLAR,
    "united states dollar": US_DOLLAR,
    "canadian dollar": "CAD",
    "british pound sterling": "GBP",
    "british pound": "GBP",
    "pound sterling": "GBP",
    "euro": "EUR",
    "australian dollar": "AUD",
    "new zealand dollar": "NZD",
    "hong kong dollar": "HKD",
    "singapore dollar": "SGD",
    "swiss franc": "CHF",
    "japanese yen": "JPY",
    "chinese yuan renminbi": "CNY",
    "mexican peso": "MXN",
    "indian rupee": "INR",
    "south african rand": "ZAR",
    "danish krone": "DKK",
    "norwegian krone": "NOK",
    "swedish krona": "SEK",
}
"""What QuickBooks calls the usual ones. Its names can be edited, so another may come."""


def home_currency(country: str, name: str) -> str:
    """The file's own currency in three letters; where those are not known, what it is called.

    `country` is that of the edition; `name` is how the preferences call the home currency, empty while the file is kept
    in one currency only.
    """
    if name:
        return _BY_NAME.get(name.casefold(), name)
    return _BY_COUNTRY.get(country, f"that of the country {country}")


def foreign(entity_type: EntityType, record: Json, home: str) -> Faults:
    """Another currency than the file's own: no message of ours names one, so it would be booked as the file's own."""
    own = home or US_DOLLAR
    for field in ("base_currency", "currency") if entity_type == "bill" else ("currency",):
        given = record.get(field)
        if given and given != own:
            message = (
                f"is {given}, but the company file's own currency is {own}, and only in that are records sent: correct "
                f"it, or enter the record in {TITLE}"
            )
            yield FieldFault(field, message, "foreign_currency")
