"""The same answers as XML: what a client gets that does not ask for JSON."""

from html import escape

from .kinds import KINDS

_SINGULAR = {kind.plural: kind.name for kind in KINDS} | {
    "LineItems": "LineItem",
    "Addresses": "Address",
    "Phones": "Phone",
    "ValidationErrors": "ValidationError",
    "Warnings": "Warning",
    "Elements": "DataContractBase",
    "Organisations": "Organisation",
    "TaxComponents": "TaxComponent",
}


def xml_text(root: str, body: object) -> bytes:
    """Write a JSON body as XML; lists get the singular as the name of their elements."""
    return f'<?xml version="1.0" encoding="utf-8"?>{_element(root, body)}'.encode()


def _element(name: str, value: object) -> str:
    if isinstance(value, dict):
        inside = "".join(_element(key, each) for key, each in value.items() if each is not None)
    elif isinstance(value, list):
        inside = "".join(_element(_SINGULAR.get(name, "Item"), each) for each in value)
    elif isinstance(value, bool):
        inside = str(value).lower()
    else:
        inside = escape(str(value), quote=False)
    return f"<{name}>{inside}</{name}>"
