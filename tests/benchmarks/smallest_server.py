"""The least that a server of the Web Connector can do: it reads a call and answers something that was ready before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bookbridge.entrypoints.connector.dispatch import XML
from bookbridge.entrypoints.connector.envelopes import read_call
from bookbridge.entrypoints.http_events import Event

_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_ANSWER: Final = (
    f'<?xml version="1.0" encoding="utf-8"?>\n<soap:Envelope xmlns:soap="{_SOAP}"><soap:Body>'
    '<receiveResponseXMLResponse xmlns="http://developer.intuit.com/">'
    "<receiveResponseXMLResult>50</receiveResponseXMLResult></receiveResponseXMLResponse></soap:Body></soap:Envelope>"
)


def canned_answer(event: Event) -> Mapping[str, Any]:
    """Read the call with the reader that refuses what could hurt, as ours does; always the same answer, no database.

    What QuickBooks answered stands in the call as text, and stays unread.
    """
    headers: Mapping[str, str] = event["headers"]
    read_call(event["body"], headers["content-type"], headers["soapaction"])
    return {"statusCode": 200, "headers": {"content-type": XML}, "body": _ANSWER, "isBase64Encoded": False}
