"""Schemas of what the API takes."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.records import ENTITY_TYPES, model_for
from bookbridge.domain.reports import REPORT_NAMES

from .shapes import ENTITY_TYPE, NUMBER, TEXT, Schema, one_of, record_of, ref

BODIES: Final[dict[str, Schema]] = {
    "ConnectionChange": {
        "type": "object",
        "description": "What to set; `package` is needed the first time.",
        "additionalProperties": False,
        "properties": {"package": TEXT, "organisation_id": TEXT, "settings": ref("Settings")},
        "examples": [{"package": "quickbooks-online", "settings": {"sync_interval_minutes": 30}}],
    },
    "Credentials": {
        "type": "object",
        "description": "OAuth tokens. `expires_in` is in seconds.",
        "additionalProperties": False,
        "required": ["access_token", "refresh_token"],
        "properties": {
            "access_token": TEXT,
            "refresh_token": TEXT,
            "expires_in": NUMBER,
            "organisation_id": TEXT,
        },
    },
    "Record": {
        "description": "A canonical record; which one, the type in the path says. Amounts are decimal strings.",
        "anyOf": [ref(model_for(each).__name__) for each in ENTITY_TYPES],
    },
    "RecordBatch": {
        "type": "object",
        "additionalProperties": False,
        "required": ["records"],
        "properties": {
            "records": {
                "type": "array",
                "maxItems": 100,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["entity_type", "record_id", "record"],
                    "properties": {"entity_type": ENTITY_TYPE, "record_id": TEXT, "record": ref("Record")},
                },
            }
        },
    },
    "Link": {
        **record_of("What to link a record to.", package_id=TEXT),
        "additionalProperties": False,
        "examples": [{"package_id": "58"}],
    },
    "ReportRequest": {
        "type": "object",
        "additionalProperties": False,
        "required": ["report"],
        "properties": {
            "report": one_of(*REPORT_NAMES),
            "format": one_of("csv"),
            "language": one_of("en", "fr"),
            "filter": ref("ReportFilter"),
        },
        "examples": [{"report": "invoice_sync_failures", "format": "csv", "language": "fr"}],
    },
}
