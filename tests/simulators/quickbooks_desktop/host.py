"""The QuickBooks program itself: what HostQuery says of it."""

from dataclasses import dataclass

VERSIONS = (
    "1.0",
    "1.1",
    "2.0",
    "2.1",
    "3.0",
    "4.0",
    "4.1",
    "5.0",
    "6.0",
    "7.0",
    "8.0",
    "9.0",
    "10.0",
    "11.0",
    "12.0",
    "13.0",
)


@dataclass(frozen=True, slots=True)
class Host:
    """A QuickBooks product and its version."""

    product: str = "QuickBooks Desktop Enterprise Solutions 23.0"
    major_version: str = "33"
    minor_version: str = "0"
    country: str = "US"
    qbxml_versions: tuple[str, ...] = VERSIONS
    automatic_login: bool = False
