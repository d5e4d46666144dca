"""The contract of the QuickBooks Web Connector: its operations, in Intuit's names (`QBWebConnectorSvc`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PATH: Final = "/quickbooks-desktop/soap"
"""Where the connector finds us, below the API's public address."""
INTUIT: Final = "http://developer.intuit.com/"
"""The namespace of every element of the contract, and the start of every SOAPAction."""
SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
"""The namespace of SOAP 1.1, which the connector speaks."""


class Result(StrEnum):
    """What an operation answers with, by its name in the WSDL."""

    STRING = "string"
    INT = "int"
    STRINGS = "ArrayOfString"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation, and the children of its request in their order.

    `numbers` are those of the parameters that are whole numbers; the others are texts, and may be absent.
    """

    name: str
    parameters: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    result: Result = Result.STRING

    @property
    def action(self) -> str:
        """Its SOAPAction."""
        return f"{INTUIT}{self.name}"


_ALL: Final = (
    Operation("serverVersion"),
    Operation("clientVersion", ("strVersion",)),
    Operation("authenticate", ("strUserName", "strPassword"), result=Result.STRINGS),
    Operation(
        "sendRequestXML",
        ("ticket", "strHCPResponse", "strCompanyFileName", "qbXMLCountry", "qbXMLMajorVers", "qbXMLMinorVers"),
        numbers=("qbXMLMajorVers", "qbXMLMinorVers"),
    ),
    Operation("receiveResponseXML", ("ticket", "response", "hresult", "message"), result=Result.INT),
    Operation("connectionError", ("ticket", "hresult", "message")),
    Operation("getLastError", ("ticket",)),
    Operation("closeConnection", ("ticket",)),
    Operation("getInteractiveURL", ("wcTicket", "sessionID")),
    Operation("interactiveRejected", ("wcTicket", "reason")),
    Operation("interactiveDone", ("wcTicket",)),
)

OPERATIONS: Final[Mapping[str, Operation]] = {operation.name: operation for operation in _ALL}
"""Every operation by its name, in the order of a session."""

_BY_ANY_CASE: Final = {name.casefold(): name for name in OPERATIONS}


def operation_named(name: str) -> str:
    """The operation's own spelling of its name, however its letters' case was written; empty for a name of none."""
    return _BY_ANY_CASE.get(name.casefold(), "")
