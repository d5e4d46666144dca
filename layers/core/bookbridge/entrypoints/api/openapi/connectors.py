"""Schemas of packages that call in through a connector: its keys, and the company file."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.connector_keys import Mode
from bookbridge.domain.pairing_states import PairingState
from bookbridge.use_cases.issue_connector_keys import LONGEST_LABEL

from .shapes import (
    FLAG,
    INSTANT,
    INSTANT_OR_NULL,
    NUMBER,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    list_of,
    one_of,
    or_null,
    page_of,
    record_of,
    ref,
)

_MODE: Final[Schema] = {
    **one_of(*Mode),
    "description": (
        "`online`: the company file that is open in QuickBooks. `offline`: the connector opens each company's own file "
        "in turn."
    ),
}
_DATE: Final[Schema] = {"type": "string", "format": "date"}
_KEY: Final[dict[str, Schema]] = {
    "key_id": TEXT,
    "user_name": {**TEXT, "description": "What the Web Connector signs in as."},
    "label": TEXT_OR_NULL,
    "mode": _MODE,
    "created_at": INSTANT,
}

CONNECTORS: Final[dict[str, Schema]] = {
    "CompanyFile": record_of(
        "How a company file of QuickBooks Desktop identifies itself.",
        file_id={**TEXT, "description": "The id that our .qwc file left in it; empty when it is not there."},
        company_name=TEXT,
        legal_name=TEXT,
        path={**TEXT, "description": "Where it was opened; may change."},
        country={**TEXT, "description": "Country of the program's edition, in two letters; empty: not told."},
        home_currency={**TEXT, "description": "The file's own currency, in which alone we send; empty: not told."},
    ),
    "Pairing": record_of(
        "The company file of a connection; null for packages that keep no files.",
        state={
            **one_of(*PairingState),
            "description": (
                "`none`: no company file has called yet. `found`: one has, and waits to be confirmed. `other_file`: "
                "another one has called than the confirmed. `restored`: an older copy of it has come back."
            ),
        },
        found={**or_null(ref("CompanyFile")), "description": "The one that called and is not confirmed."},
        confirmed=or_null(ref("CompanyFile")),
        confirmed_at=INSTANT_OR_NULL,
        file_size_mb=or_null(NUMBER),
        restored_on=or_null(_DATE),
        advice={
            **list_of(record_of("One recommendation.", code=TEXT, text=TEXT)),
            "description": "What is worth knowing before the first sync, in the connection's language.",
        },
    ),
    "PairingConfirmation": {
        "type": "object",
        "description": "The company file that called is the right one.",
        "additionalProperties": False,
        "required": ["company_name"],
        "properties": {
            "company_name": {**TEXT, "description": "Of `pairing.found`: that nobody confirms another one unseen."},
            "same_books": {
                **FLAG,
                "description": (
                    "Needed once a company file has been confirmed: `true` if these are the same books (renamed, moved "
                    "or restored), `false` if they are another company's."
                ),
            },
            "history_from": {**_DATE, "description": "Older documents are not read; absent: all of them are."},
            "file_size_mb": {**NUMBER, "description": "For advice: the size of the company file in megabytes."},
            "restored_on": {**_DATE, "description": "For advice: when it was last restored from a backup."},
        },
        "examples": [{"company_name": "Riverside Ltd", "history_from": "2026-01-01", "file_size_mb": 820}],
    },
    "ConnectorKeyRequest": {
        "type": "object",
        "description": "A new connector key. `user_name` and `password` only to join a login that exists.",
        "additionalProperties": False,
        "properties": {
            "label": {**TEXT, "maxLength": LONGEST_LABEL, "description": "For people: whose computer it is for."},
            "mode": _MODE,
            "user_name": TEXT,
            "password": TEXT,
        },
        "examples": [{"label": "Office PC", "mode": "online"}],
    },
    "ConnectorKey": record_of("A connector key.", **_KEY),
    "ConnectorKeys": page_of("connector_keys", "ConnectorKey"),
    "IssuedConnectorKey": record_of(
        "A new connector key.",
        **_KEY,
        password={**TEXT_OR_NULL, "description": "Shown this once; null for a login that has its password already."},
    ),
}
