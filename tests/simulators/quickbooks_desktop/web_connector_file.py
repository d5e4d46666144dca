"""The .QWC file by which an application is installed (section 3)."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from lxml import etree

LOCAL: Final = ("localhost", "127.0.0.1")
SECONDS_PER_MINUTE: Final = 60


class ConnectorFileRefused(ValueError):  # noqa: N818 - it is an answer, not a defect
    """The Web Connector does not install an application from this file."""


@dataclass(frozen=True)
class ConnectorFile:
    """What a .QWC file says.

    ``owner_id`` and ``file_id`` are GUIDs in braces; ``every_seconds`` is ``None`` for
    an application that runs by hand only.
    """

    app_name: str
    app_url: str
    user_name: str
    owner_id: str
    file_id: str
    every_seconds: int | None = None
    is_read_only: bool = False

    @classmethod
    def parse(cls, text: str | bytes) -> "ConnectorFile":
        """Read a file as it was downloaded.

        Raises:
            ConnectorFileRefused: With a sentence that says why.
        """
        raw = text.encode() if isinstance(text, str) else text
        try:
            root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise ConnectorFileRefused(f"not XML: {error}") from error
        if root.tag != "QBWCXML":
            raise ConnectorFileRefused(f"the root element is {root.tag}")
        values = {str(child.tag): (child.text or "").strip() for child in root.iterchildren(tag=etree.Element)}
        for name in ("AppName", "AppURL", "AppDescription", "AppSupport", "UserName", "OwnerID", "FileID", "QBType"):
            if not values.get(name):
                raise ConnectorFileRefused(f"{name} is missing")
        _check_addresses(values["AppURL"], values["AppSupport"])
        if values["QBType"] not in {"QBFS", "QBPOS"}:
            raise ConnectorFileRefused(f"QBType is {values['QBType']}")
        if values.get("Style", "Document") not in {"Document", "DocWrapped", "RPC"}:
            raise ConnectorFileRefused(f"Style is {values['Style']}")
        return cls(
            app_name=values["AppName"],
            app_url=values["AppURL"],
            user_name=values["UserName"],
            owner_id=_guid("OwnerID", values["OwnerID"]),
            file_id=_guid("FileID", values["FileID"]),
            every_seconds=_interval(root),
            is_read_only=values.get("IsReadOnly", "false").lower() == "true",
        )


def _check_addresses(app_url: str, support: str) -> None:
    address, other = urlsplit(app_url), urlsplit(support)
    local = address.hostname in LOCAL
    if address.scheme != "https" and not (local and address.scheme == "http"):
        raise ConnectorFileRefused("AppURL must begin with https, unless its host is localhost")
    if not local and not _same_domain(address.hostname or "", other.hostname or ""):
        raise ConnectorFileRefused("AppSupport has another host than AppURL")


def _same_domain(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _guid(name: str, text: str) -> str:
    try:
        UUID(text)
    except ValueError as error:
        raise ConnectorFileRefused(f"{name} is no GUID") from error
    if not (text.startswith("{") and text.endswith("}")):
        raise ConnectorFileRefused(f"{name} is a GUID without braces")
    return text


def _interval(root: etree._Element) -> int | None:
    for name, unit in (("RunEveryNSeconds", 1), ("RunEveryNMinutes", SECONDS_PER_MINUTE)):
        text = root.findtext(f"Scheduler/{name}")
        if text is not None:
            if not text.strip().isdecimal():
                raise ConnectorFileRefused(f"{name} is {text}")
            return int(text) * unit
    return None
