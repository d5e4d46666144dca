"""What several use cases are made of."""
# ruff: noqa: PLC0415 - each function imports the use cases that it serves and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bookbridge.use_cases.ask_for_session import AskForSession
    from bookbridge.use_cases.open_books import OpenBooks
    from bookbridge.use_cases.release_waiting import ReleaseWaiting
    from bookbridge.use_cases.take_in_changes import NoteChanges

    from .adapters import Adapters


class BuildingBlocks:
    """Steps that use cases share, over one set of adapters."""

    def __init__(self, adapters: Adapters) -> None:
        self.adapters = adapters

    @cached_property
    def ask_for_session(self) -> AskForSession:
        """Say that a company has something to sync."""
        from bookbridge.use_cases.ask_for_session import AskForSession

        use = self.adapters
        return AskForSession(leases=use.leases, messages=use.messages, clock=use.clock)

    @cached_property
    def note_changes(self) -> NoteChanges:
        """Put changes into a company's inbox."""
        from bookbridge.use_cases.take_in_changes import NoteChanges

        return NoteChanges(records=self.adapters.records, inbox=self.adapters.inbox)

    @cached_property
    def open_books(self) -> OpenBooks:
        """Open a company's books."""
        from bookbridge.use_cases.open_books import OpenBooks

        use = self.adapters
        return OpenBooks(
            connections=use.connections,
            credentials=use.credentials,
            budgets=use.budgets,
            http=use.http,
            package=use.package,
            app=use.app_of,
            clock=use.clock,
        )

    @cached_property
    def release_waiting(self) -> ReleaseWaiting:
        """Let waiting records go."""
        from bookbridge.use_cases.release_waiting import ReleaseWaiting

        return ReleaseWaiting(records=self.adapters.records, clock=self.adapters.clock)
