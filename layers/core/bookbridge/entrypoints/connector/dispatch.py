"""From an HTTP request to the operation that it calls, and back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, Protocol

import lxml.etree  # noqa: F401 - the first call needs it, and now is the time for imports (see bootstrap.rehearsal)

from bookbridge.entrypoints.http_events import Event, public_url, raw_body

from .answers import Value, answer, fault_free_answer, refusal
from .envelopes import UnreadableCall, operation_of, read_call, read_ticket, whole_number
from .operations import PATH
from .wsdl import wsdl

log = logging.getLogger(__name__)

XML: Final = "text/xml; charset=utf-8"
PLAIN: Final = "text/plain; charset=utf-8"
HERE: Final = """This is the address of Bookbridge for the QuickBooks Web Connector.

There is nothing to see here for a browser. Add the .qwc file of your company to the Web Connector, and it calls this
address by itself. Programs find the description of the service at ?wsdl.
"""


class ConnectorApi(Protocol):
    """What the Web Connector may ask for, an operation each; a ticket that nobody knows is no error anywhere."""

    def server_version(self) -> str:
        """The version of this server; any text."""
        ...

    def client_version(self, version: str) -> str:
        """Empty to accept the connector, `W:<text>` to warn its user, `E:<text>` to refuse it."""
        ...

    def authenticate(self, user_name: str, password: str, caller: str) -> Sequence[str]:
        """Two to four texts: ticket; company file, `none` or `nvu`; seconds to wait; seconds between runs.

        `caller` is the address that the request came from.
        """
        ...

    def send_request(self, ticket: str, hello: str, company_file: str, country: str, major: int, minor: int) -> str:
        """The next message for QuickBooks, or empty: no more. `hello` is filled in a session's first turn only."""
        ...

    def receive_response(self, ticket: str, response: str, hresult: str, message: str) -> int:
        """Percent done: 100 ends the session, a negative number ends it with an error."""
        ...

    def connection_error(self, ticket: str, hresult: str, message: str) -> str:
        """`done` to stop, empty to try again with the open file, or the path of the file to try."""
        ...

    def last_error(self, ticket: str) -> str:
        """What the connector shows its user."""
        ...

    def close(self, ticket: str) -> str:
        """The session's final status, as the connector shows it."""
        ...

    def interactive_url(self, ticket: str, session_id: str) -> str:
        """The page to be shown to the user; empty for none."""
        ...

    def interactive_rejected(self, ticket: str, reason: str) -> str:
        """The user did not want the page."""
        ...

    def interactive_done(self, ticket: str) -> str:
        """Whether the user has finished with the page (`Done`)."""
        ...

    def note_unreadable(self, ticket: str, operation: str, reason: str) -> None:
        """Keep why a call could not be read; the ticket is empty if it could not be seen."""
        ...


def answer_call(api: ConnectorApi, event: Event, address_template: str = "https://{domain}") -> dict[str, Any]:
    """The response to an event of an HTTP API (payload 2.0).

    Whatever goes wrong, a connector gets an answer that ends its session. Only a request that shows no operation at all
    gets a SOAP fault, with the status 400.

    Args:
        api: Carries the operations out.
        event: A POST with a SOAP envelope, or a GET: the WSDL with the query `?wsdl`, else a few words.
        address_template: See `http_events.public_url`; for the address in the WSDL.
    """
    if event["requestContext"]["http"]["method"] != "POST":
        return _shown(event, address_template)
    body = raw_body(event) if event.get("isBase64Encoded") else (event.get("body") or "")
    headers: Mapping[str, str] = event.get("headers") or {}
    head = (headers.get("content-type", ""), headers.get("soapaction", ""))
    try:
        call = read_call(body, *head)
    except UnreadableCall as unreadable:
        return _end_quietly(api, operation_of(body, *head), read_ticket(body), str(unreadable))
    try:
        result = _CARRY_OUT[call.operation](api, call.parameters, _caller(event))
        return _xml(answer(call.operation, result))
    except Exception:
        log.exception("a call of the Web Connector failed", extra={"operation": call.operation})
        return _xml(fault_free_answer(call.operation, after_own_failure=True))


def _end_quietly(api: ConnectorApi, operation: str, ticket: str, reason: str) -> dict[str, Any]:
    """Answer a call that cannot be read, and keep why."""
    log.warning("an unreadable call: %s", reason, extra={"operation": operation})
    if not operation:
        return _xml(refusal(reason), HTTPStatus.BAD_REQUEST)
    try:
        api.note_unreadable(ticket, operation, reason)
    except Exception:
        log.exception("could not keep why a call was unreadable", extra={"operation": operation})
    return _xml(fault_free_answer(operation))


def _shown(event: Event, address_template: str) -> dict[str, Any]:
    """What a GET shows."""
    query: str = event.get("rawQueryString") or ""
    if query.casefold().partition("=")[0] == "wsdl":
        return _xml(wsdl(public_url(address_template, event) + PATH))
    return _response(HERE, PLAIN)


def _caller(event: Event) -> str:
    address: str = event["requestContext"]["http"].get("sourceIp", "")
    return address


def _xml(body: bytes, status: HTTPStatus = HTTPStatus.OK) -> dict[str, Any]:
    return _response(body.decode(), XML, status)


def _response(body: str, content_type: str, status: HTTPStatus = HTTPStatus.OK) -> dict[str, Any]:
    headers = {"content-type": content_type, "cache-control": "no-store"}
    return {"statusCode": status.value, "headers": headers, "body": body, "isBase64Encoded": False}


_Parameters = Mapping[str, str]


def _authenticate(api: ConnectorApi, told: _Parameters, caller: str) -> Value:
    return api.authenticate(told["strUserName"].strip(), told["strPassword"], caller)


def _send_request(api: ConnectorApi, told: _Parameters, _caller: str) -> Value:
    return api.send_request(
        _ticket(told),
        told["strHCPResponse"],
        told["strCompanyFileName"].strip(),
        told["qbXMLCountry"].strip(),
        whole_number(told["qbXMLMajorVers"]),
        whole_number(told["qbXMLMinorVers"]),
    )


def _receive_response(api: ConnectorApi, told: _Parameters, _caller: str) -> Value:
    return api.receive_response(_ticket(told), told["response"], told["hresult"].strip(), told["message"])


def _connection_error(api: ConnectorApi, told: _Parameters, _caller: str) -> Value:
    return api.connection_error(_ticket(told), told["hresult"].strip(), told["message"])


def _interactive_url(api: ConnectorApi, told: _Parameters, _caller: str) -> Value:
    return api.interactive_url(_ticket(told), told["sessionID"].strip())


def _interactive_rejected(api: ConnectorApi, told: _Parameters, _caller: str) -> Value:
    return api.interactive_rejected(_ticket(told), told["reason"])


def _ticket(told: _Parameters) -> str:
    """The ticket; the interactive operations have another name for it."""
    return (told["wcTicket"] if "wcTicket" in told else told["ticket"]).strip()


_CARRY_OUT: Final[Mapping[str, Callable[[ConnectorApi, _Parameters, str], Value]]] = {
    "serverVersion": lambda api, _told, _caller: api.server_version(),
    "clientVersion": lambda api, told, _caller: api.client_version(told["strVersion"].strip()),
    "authenticate": _authenticate,
    "sendRequestXML": _send_request,
    "receiveResponseXML": _receive_response,
    "connectionError": _connection_error,
    "getLastError": lambda api, told, _caller: api.last_error(_ticket(told)),
    "closeConnection": lambda api, told, _caller: api.close(_ticket(told)),
    "getInteractiveURL": _interactive_url,
    "interactiveRejected": _interactive_rejected,
    "interactiveDone": lambda api, told, _caller: api.interactive_done(_ticket(told)),
}
