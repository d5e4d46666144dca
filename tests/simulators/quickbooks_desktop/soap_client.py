"""The Web Connector's half of SOAP: calls as it writes them, answers as strictly as it reads them (section 2)."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

import urllib3
from lxml import etree

Transport: TypeAlias = Callable[[str, bytes], tuple[int, bytes]]
"""Posts a call: the value of the header SOAPAction (quotes included) and the body; HTTP status and body come back.

An ``OSError`` (``ConnectionError``, ``TimeoutError``) means that no answer came.
"""

NAMESPACE: Final = "http://developer.intuit.com/"
SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
HEADERS: Final = {
    "Content-Type": "text/xml; charset=utf-8",
    "User-Agent": "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)",
}
PARAMETERS: Final[dict[str, tuple[str, ...]]] = {
    "serverVersion": (),
    "clientVersion": ("strVersion",),
    "authenticate": ("strUserName", "strPassword"),
    "sendRequestXML": (
        "ticket",
        "strHCPResponse",
        "strCompanyFileName",
        "qbXMLCountry",
        "qbXMLMajorVers",
        "qbXMLMinorVers",
    ),
    "receiveResponseXML": ("ticket", "response", "hresult", "message"),
    "connectionError": ("ticket", "hresult", "message"),
    "getLastError": ("ticket",),
    "closeConnection": ("ticket",),
    "getInteractiveURL": ("wcTicket", "sessionID"),
    "interactiveRejected": ("wcTicket", "reason"),
    "interactiveDone": ("wcTicket",),
}
"""The operations, and their parameters in the order of the WSDL."""


class CallFailed(Exception):  # noqa: N818 - an outcome of an update, shown in its log
    """No answer came, or none that the Web Connector can use."""


class ServiceFault(CallFailed):
    """The service answered with a SOAP Fault."""


def soap_action(operation: str) -> str:
    """Return the value of the header SOAPAction."""
    return f'"{NAMESPACE}{operation}"'


def envelope(operation: str, parameters: Mapping[str, str]) -> bytes:
    """Write a call in UTF-8; a parameter that is not given is left out, as .NET leaves out null."""
    children = "".join(_element(name, parameters[name]) for name in PARAMETERS[operation] if name in parameters)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<soap:Envelope xmlns:soap="{SOAP}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>'
        f'<{operation} xmlns="{NAMESPACE}">{children}</{operation}></soap:Body></soap:Envelope>'
    ).encode()


def _element(name: str, text: str) -> str:
    # .NET escapes carriage returns, which a parser would otherwise turn into line feeds.
    return f"<{name}>{escape(text, {chr(13): '&#xD;'})}</{name}>" if text else f"<{name} />"


def read_answer(operation: str, status: int, body: bytes) -> list[str]:
    """Return the texts of an answer: the strings of ``authenticate``, else one text.

    A result that is absent or nil is an empty text, and no strings at all.

    Raises:
        ServiceFault: It is a SOAP Fault.
        CallFailed: It is not the operation's answer.
    """
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise CallFailed(f"{operation}: HTTP {status}, not XML: {error}") from error
    fault = root.find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
    if fault is not None:
        raise ServiceFault(f"{operation}: {fault.findtext('faultstring')}")
    if status != 200:
        raise CallFailed(f"{operation}: HTTP {status}")
    response = root.find(f"{{{SOAP}}}Body/{{{NAMESPACE}}}{operation}Response")
    if response is None:
        raise CallFailed(f"{operation}: there is no {operation}Response")
    result = response.find(f"{{{NAMESPACE}}}{operation}Result")
    if operation == "authenticate":
        # Strings in another namespace are not seen: "Index was outside the bounds of the array".
        return [] if result is None else [each.text or "" for each in result.findall(f"{{{NAMESPACE}}}string")]
    if result is not None and len(result):
        raise CallFailed(f"{operation}: the result has elements instead of escaped text")
    return ["" if result is None else result.text or ""]


class SoapClient:
    """Calls a service."""

    def __init__(self, transport: Transport) -> None:
        """Call through ``transport``."""
        self._transport = transport

    def call(self, operation: str, parameters: Mapping[str, str]) -> list[str]:
        """Return the texts of the answer (see ``read_answer``).

        Raises:
            CallFailed: There is no usable answer.
        """
        return self.post(operation, envelope(operation, parameters))

    def post(self, operation: str, body: bytes) -> list[str]:
        """Post a body as it is, and return the texts of the answer."""
        try:
            status, answer = self._transport(soap_action(operation), body)
        except OSError as error:
            raise CallFailed(f"{operation}: no answer: {error}") from error
        return read_answer(operation, status, answer)


class HttpTransport:
    """Posts calls over HTTP; a ``Transport``."""

    def __init__(self, url: str, *, seconds: float = 120.0) -> None:
        """Post to ``url``, and wait for an answer for so many seconds."""
        self.url = url
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(total=seconds), retries=False)

    def __call__(self, action: str, body: bytes) -> tuple[int, bytes]:
        """Post one call."""
        try:
            answer = self._pool.request("POST", self.url, body=body, headers={**HEADERS, "SOAPAction": action})
        except urllib3.exceptions.HTTPError as error:
            raise ConnectionError(str(error)) from error
        return answer.status, answer.data
