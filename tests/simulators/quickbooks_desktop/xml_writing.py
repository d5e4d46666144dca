"""Write elements as QuickBooks does: no processing instruction of qbXML, no name spaces."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def element(name: str, value: Any) -> str:
    """Return ``value`` as an element: text, an aggregate (a dict, in order), or an element for each entry of a list."""
    if isinstance(value, list):
        return "".join([element(name, each) for each in value])
    if isinstance(value, dict):
        return f"<{name}>{elements(value)}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"


def elements(fields: Mapping[str, Any]) -> str:
    """Return the ``fields`` as elements, one after the other."""
    return "".join([element(name, value) for name, value in fields.items()])


def opening(name: str, attributes: Mapping[str, str]) -> str:
    """Return the start tag of ``name`` without its closing bracket."""
    written = "".join(f' {key}="{escape(value, _QUOTES)}"' for key, value in attributes.items())
    return f"<{name}{written}"


def response_document(attributes: Mapping[str, str], responses: list[str]) -> str:
    """Return a whole response document."""
    inside = "\n".join(responses)
    return (
        f'<?xml version="1.0" ?>\n<QBXML>\n{opening("QBXMLMsgsRs", attributes)}>\n{inside}\n</QBXMLMsgsRs>\n</QBXML>\n'
    )
