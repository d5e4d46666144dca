"""Companies with QuickBooks Desktop, as the tests of the functions use them: their connectors are not at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bookbridge.domain.company_files import CompanyFile, Pairing
from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.leases import Hold

from .examples import new_company
from .http_api import HttpApi
from .stack import Stack

DESKTOP: Final = "quickbooks-desktop"


def with_desktop(api: HttpApi, **settings: Any) -> str:
    """A company that is to be synced with QuickBooks Desktop; no connector has called yet."""
    company_id = new_company()
    body = {"package": DESKTOP, "settings": settings}
    assert api.put(f"/v1/companies/{company_id}/connection", body).status == 200
    return company_id


def path_of(company_id: str) -> str:
    """Where a company's connection is."""
    return f"/v1/companies/{company_id}/connection"


def shown(api: HttpApi, company_id: str) -> Any:
    """The connection as the API shows it."""
    return api.get(path_of(company_id)).json


def connection_of(stack: Stack, company_id: str) -> Connection:
    """The connection as it is stored."""
    connection = stack.application.adapters.connections.get(company_id)
    assert connection is not None
    return connection


def file_of(stack: Stack, company_id: str, name: str = "Riverside Ltd", **changes: str) -> CompanyFile:
    """The company file in which the company's .qwc file was installed."""
    file_id = connection_of(stack, company_id).organisation_id
    return replace(CompanyFile(file_id, name, "Riverside Limited", r"C:\Books\riverside.qbw"), **changes)


def called(stack: Stack, company_id: str, file: CompanyFile) -> None:
    """A company file has called and was not the confirmed one: what a session keeps of that."""
    connection = connection_of(stack, company_id)
    pairing = connection.pairing or Pairing()
    status = ConnectionStatus.WRONG_COMPANY if pairing.confirmed else ConnectionStatus.PENDING
    stack.application.adapters.connections.save(
        replace(connection, pairing=replace(pairing, found=file), status=status)
    )


def paired(stack: Stack, api: HttpApi, **settings: Any) -> str:
    """A company whose company file was confirmed."""
    company_id = with_desktop(api, **settings)
    called(stack, company_id, file_of(stack, company_id))
    assert confirm(api, company_id).status == 200
    return company_id


def confirm(api: HttpApi, company_id: str, name: str = "Riverside Ltd", **more: object) -> Any:
    """The application confirms a company file."""
    return api.post(f"/v1/companies/{company_id}/connection/pairing", {"company_name": name, **more})


def at_work(stack: Stack, company_id: str, session_id: str = "ses-1") -> Hold:
    """A connector's session holds the lease."""
    leases, now = stack.application.adapters.leases, datetime.now(UTC)
    lease = leases.acquire(company_id, session_id, "PC-1 (bb-anna)", now, timedelta(minutes=30))
    return Hold(company_id, session_id, lease.fence)


def opened_failure(stack: Stack, company_id: str, code: str, **values: str) -> None:
    """The connection fails, as the session of a connector finds out."""
    application, connection = stack.application, connection_of(stack, company_id)
    catalogue = application.adapters.package(DESKTOP).catalogue()
    problem = catalogue.problem_for(code, "connection", values=values)
    application.note_connection_failures.open(connection, problem, datetime.now(UTC))
