"""Support: all that is known about one failure, as one file for a ticket."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

from bookbridge import __version__
from bookbridge.domain.confidential import confidential
from bookbridge.domain.connections import Connection
from bookbridge.domain.dispatches import Dispatch
from bookbridge.use_cases.diagnose_record import Diagnosis
from bookbridge.use_cases.hand_over_failure import ConnectorView, HandOver

from . import diagnosis, presenters
from .answers import JSON, Answer, to_json
from .endpoints import Group
from .presenters import Shown, instant
from .requests import ApiRequest

GROUP: Final = Group("Support", "Hand-over of a failure to whoever is to look into it.")

GREETING: Final = ("product", "version", "single_user", "sample_company", "closing_date")
"""What a connector's session told about the program and the company file, without whose computer it was."""

UNASKED: Final = "Not checked: only the package could tell, and it is not asked for this file."


@GROUP.endpoint(
    "GET",
    "/v1/companies/{company_id}/failures/{failure_id}/support-bundle",
    "Hand a failure over to support",
    description=(
        "One file with the failure and its history, the record, what the package last had, the checklist as far as it "
        "goes without asking the package, the last sessions, and calls under way. Tokens, keys, bank details, e-mail "
        "addresses, telephone numbers, street addresses and the signatures of links are masked. `shortened` names what "
        "was cut so that it stays below half a million characters."
    ),
    answers={HTTPStatus.OK: "SupportBundle"},
)
def get_support_bundle(request: ApiRequest) -> Answer:
    """Everything about one failure that may leave the house."""
    found = request.application.hand_over_failure(request.company_id, request.path["failure_id"])
    name = f"bookbridge-support_{request.company_id}_{found.failure.failure_id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Answer(HTTPStatus.OK, to_json(shown(found)), JSON, headers)


def shown(found: HandOver) -> Shown:
    """The hand-over as it may leave the house."""
    return confidential(_bundle(found), found.ids)


def _bundle(found: HandOver) -> Shown:
    connection, record = found.connection, found.record
    return {
        "made_at": instant(found.made_at),
        "versions": {"product": __version__, "catalogue": found.catalogue.edition or None},
        "company_id": found.failure.company_id,
        "connection": _connection(connection, found) if connection else None,
        "failure": {**presenters.failure(found.failure), "values": found.failure.problem.values},
        "record": presenters.record(record) if record else None,
        "in_package": _in_package(found),
        "discrepancy": presenters.discrepancy(found.discrepancy) if found.discrepancy else None,
        "checklist": _checklist(found.diagnosis) if found.diagnosis else None,
        "sessions": [presenters.session(each) for each in found.sessions],
        "dispatches": [_dispatch(each, found) for each in found.dispatches],
        "connector": _connector(found.connector) if found.connector else None,
    }


def _checklist(diagnosed: Diagnosis) -> Shown:
    told = diagnosis.shown(diagnosed)
    for check in told["checks"]:
        if check["passed"] is None:
            check["detail"] = UNASKED
    return told


def _connection(connection: Connection, found: HandOver) -> Shown:
    return {
        "package": connection.package,
        "organisation_id": connection.organisation_id or None,
        "organisation_name": connection.organisation_name or None,
        "status": found.status.value if found.status else None,
        "connected_at": instant(connection.connected_at),
        "last_sync_at": instant(connection.last_sync_at),
        "next_poll_at": instant(connection.next_poll_at),
        "parked_until": instant(connection.parked_until),
        "settings": connection.settings.model_dump(mode="json"),
    }


def _in_package(found: HandOver) -> Shown | None:
    """The record's twin, as it was last seen."""
    link = found.record.record.link if found.record else None
    if link is None:
        return None
    return {
        "organisation_id": link.organisation_id,
        "package_id": link.package_id,
        "package_version": link.version or None,
        "package_number": link.number or None,
        "package_link": found.record.package_link or None if found.record else None,
        "total": link.total or None,
        "date": link.date or None,
        "updated_at": instant(link.updated_at),
        "read_at": instant(link.read_at),
    }


def _dispatch(dispatch: Dispatch, found: HandOver) -> Shown:
    """A call under way: which it is and where it stands, not what it sends."""
    failure = found.failure
    operations = [
        {"key": each.key, "verb": each.verb.value, "revision": each.revision, "package_id": each.package_id or None}
        for each in dispatch.operations
        if (each.entity_type, each.record_id) == (failure.entity_type, failure.record_id)
    ]
    return {
        "operation_id": dispatch.dispatch_id,
        "organisation_id": dispatch.organisation_id,
        "state": dispatch.state.value,
        "created_at": instant(dispatch.created_at),
        "records": len(dispatch.operations),
        "operations": operations,
    }


def _connector(view: ConnectorView) -> Shown:
    reading, session = view.reading, view.session
    told: dict[str, Any] = (session.greeting or {}) if session else {}
    return {
        "read_once": not reading.is_first,
        "read_until": instant(reading.deleted_until),
        "halted": reading.halted or None,
        "objects_at_once": reading.size or None,
        "session": {
            "session_id": session.session_id,
            "started_at": instant(session.started_at),
            "phase": session.phase.value,
            "ended": session.ended,
            "problem": session.problem or None,
            "broken_off": session.breaks,
            "tally": asdict(session.tally),
            "program": {name: told.get(name) for name in GREETING} if told else None,
        }
        if session
        else None,
    }
