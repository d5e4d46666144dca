"""The `.qwc` file, with which a user adds a company to the QuickBooks Web Connector."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit
from uuid import UUID
from xml.sax.saxutils import escape

MEDIA_TYPE: Final = "application/x-qwc"
_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1"})


class UnusableAddress(ValueError):  # noqa: N818 - a condition, named for its cause
    """The Web Connector would refuse the file for this address; the text says why."""


@dataclass(frozen=True, slots=True)
class ConnectorFile:
    """What the file tells the connector. The password is never in it: the user types it in.

    `app_name` is shown in the connector. `owner_id` is the GUID of our product, the same for everybody; `file_id` that
    of one company's connection: two company files with one would mix their data up. `interval_minutes` is None for
    updates by hand only.
    """

    app_name: str
    app_url: str
    support_url: str
    user_name: str
    owner_id: str
    file_id: str
    description: str
    interval_minutes: int | None = None
    read_only: bool = False

    def render(self) -> str:
        """The file's text, to be written in UTF-8.

        Raises:
            UnusableAddress: An address without https, except on this machine; or one on another host than the other.
            ValueError: An id that is no GUID, or an interval below one minute.
        """
        _check_addresses(self.app_url, self.support_url)
        lines = "\n".join(f"  {_element(name, text)}" for name, text in self._texts())
        content = f"{lines}\n{self._schedule()}  {self._last()}"
        return f'<?xml version="1.0" encoding="utf-8"?>\n<QBWCXML>\n{content}\n</QBWCXML>\n'

    def _texts(self) -> Iterable[tuple[str, str]]:
        """The elements before the schedule, in the order of Intuit's own examples."""
        return (
            ("AppName", self.app_name),
            ("AppID", ""),
            ("AppURL", self.app_url),
            ("AppDescription", self.description),
            ("AppSupport", self.support_url),
            ("UserName", self.user_name),
            ("OwnerID", _guid(self.owner_id)),
            ("FileID", _guid(self.file_id)),
            ("QBType", "QBFS"),
            ("Style", "Document"),
        )

    def _schedule(self) -> str:
        if self.interval_minutes is None:
            return ""
        if self.interval_minutes < 1:
            raise ValueError("the connector's interval is at least one minute")
        return f"  <Scheduler>{_element('RunEveryNMinutes', str(self.interval_minutes))}</Scheduler>\n"

    def _last(self) -> str:
        return _element("IsReadOnly", str(self.read_only).lower())


def _check_addresses(app_url: str, support_url: str) -> None:
    """Raise `UnusableAddress` for what the connector refuses."""
    app, support = urlsplit(app_url), urlsplit(support_url)
    for name, address in (("AppURL", app), ("AppSupport", support)):
        if not address.hostname:
            raise UnusableAddress(f"{name} is no absolute address")
        if address.scheme != "https" and not (address.scheme == "http" and _is_local(address)):
            raise UnusableAddress(f"{name} must begin with https")
    if app.hostname != support.hostname and not _is_local(app):
        raise UnusableAddress("AppSupport must be on the host of AppURL")


def _is_local(address: SplitResult) -> bool:
    return address.hostname in _THIS_MACHINE


def _guid(text: str) -> str:
    """In capitals and braces, as QuickBooks writes it. Raises `ValueError` for what is no GUID."""
    return f"{{{str(UUID(text)).upper()}}}"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(_printable(text))}</{name}>"


def _printable(text: str) -> str:
    """On one line, without control characters, which XML does not allow."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
