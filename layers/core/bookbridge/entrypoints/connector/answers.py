"""Answers to the Web Connector, to the letter of its contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bookbridge.xml_documents import as_content

from .operations import INTUIT, OPERATIONS, SOAP, Result

Value = str | int | Sequence[str]
"""What an operation returns: a text, a number, or texts."""


def answer(operation: str, result: Value) -> bytes:
    """The SOAP 1.1 envelope, in UTF-8, with the result of an operation.

    Characters that XML does not allow are left out of texts.

    Raises:
        TypeError: The operation returns something of another kind.
    """
    content = (
        f'<{operation}Response xmlns="{INTUIT}"><{operation}Result>{_content(operation, result)}'
        f"</{operation}Result></{operation}Response>"
    )
    return _envelope(content)


def fault_free_answer(operation: str, *, after_own_failure: bool = False) -> bytes:
    """What ends a session quietly when a call cannot be read, or (`after_own_failure`) when we failed to carry it out.

    Never a SOAP fault: the connector would make the same call again and again. Whoever logs in is told that there is
    nothing to do if the failure is ours; `nvu` (not a valid user) if nobody can say who they are.
    """
    if after_own_failure and operation == "authenticate":
        return answer(operation, ("", "none"))
    return answer(operation, _FAULT_FREE[operation])


def refusal(reason: str) -> bytes:
    """The SOAP 1.1 fault for a caller that is no connector, as far as can be seen."""
    return _envelope(
        f"<soap:Fault><faultcode>soap:Client</faultcode><faultstring>{as_content(reason)}</faultstring></soap:Fault>"
    )


def _content(operation: str, result: Value) -> str:
    """The result as it stands in its element. The items of an array must be in Intuit's namespace, like all else."""
    match OPERATIONS[operation].result, result:
        case Result.INT, int():
            return str(result)
        case Result.STRING, str():
            return as_content(result)
        case Result.STRINGS, [*items]:
            return "".join(f"<string>{as_content(item)}</string>" for item in items)
        case expected, _:
            raise TypeError(f"{operation} returns {expected}, not {type(result).__name__}")


def _envelope(content: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{content}</soap:Body></soap:Envelope>'
    ).encode()


_SORRY: Final = "The server could not carry out this step. The next update tries again."
_FAULT_FREE: Final[Mapping[str, Value]] = {
    "serverVersion": "",
    "clientVersion": "",
    "authenticate": ("", "nvu"),
    "sendRequestXML": "",
    "receiveResponseXML": -1,
    "connectionError": "done",
    "getLastError": _SORRY,
    "closeConnection": _SORRY,
    "getInteractiveURL": "",
    "interactiveRejected": "",
    "interactiveDone": "",
}
