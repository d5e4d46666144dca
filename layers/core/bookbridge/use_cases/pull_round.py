"""What one invocation of a pull works on: its session and books, and what it was told about each object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bookbridge.domain.changes import Notice
from bookbridge.domain.leases import Hold
from bookbridge.domain.stored_records import derived_record_id
from bookbridge.domain.timestamps import EPOCH
from bookbridge.ports.manifests import Manifest
from bookbridge.ports.packages import FetchedRecord
from bookbridge.ports.records import ObjectKey

from .open_books import OpenedBooks


@dataclass(frozen=True, slots=True)
class Told:
    """A notice and what was fetched for it: nothing when the object is gone, or merged into another."""

    notice: Notice
    fetched: FetchedRecord | None
    merged_into: str = ""

    @property
    def key(self) -> ObjectKey:
        """The object it is about."""
        return self.notice.entity_type, self.notice.package_id


@dataclass(slots=True)
class Round:
    """What one invocation carries from step to step."""

    hold: Hold
    opened: OpenedBooks
    told_calls: int = 0
    entries: int = 0
    applied_at: datetime = EPOCH
    """When the present group is applied: one instant, so that its entries are a page of the feed."""

    @property
    def organisation_id(self) -> str:
        """The organisation that is read."""
        return self.opened.connection.organisation_id

    @property
    def manifest(self) -> Manifest:
        """The package's policy."""
        return self.opened.package.manifest

    def derived(self, package_id: str) -> str:
        """The record id of something that no record of the application is linked to."""
        return derived_record_id(self.opened.connection.package, self.organisation_id, package_id)
