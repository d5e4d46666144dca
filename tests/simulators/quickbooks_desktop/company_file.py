"""A company file of QuickBooks Desktop: the sessions of programs with it, and what users do in it by hand.

Decided here where the vendor's documentation is silent or unsure:

- A text of the wrong form for its type refuses the whole message; one that has the form, but is no possible value
  (30 February, six decimals), fails its own request. A requestID that is too long fails its own request (1060).
- Listing any line in a Mod deletes all lines that it does not list, items and expenses alike. The parts of an address
  are changed one by one. Transactions listed in the Mod of a payment replace those that it paid.
- A payment of 0.00 that only sets credits stays as a payment; when it is voided or deleted, they are free again.
  Credits that were set in an invoice stay until one of the two goes.
- What a deleted or voided transaction is linked to is freed; a bill can be deleted although it was paid.
- Being paid modifies a bill or an invoice, unless ``linking_touches`` is false.
- Ids, numbers and full names that a query lists in vain are status 500; filters that match nothing are status 1.
- rollbackOnError is refused with 1030 by every request. OpenBalance is accepted and ignored.
- After a crash a message set is answered with ErrorRecovery for what was done, and with nothing for the rest.
"""

import pickle
import threading
from datetime import date, timezone
from typing import Any

from tests.simulators.chassis.clock import Clock

from .by_hand import entered
from .errors import MODAL_DIALOG, SINGLE_USER_TAKEN, QuickBooksError
from .file_faults import Crash, Faults
from .file_session import FileSession
from .filters import entities_of
from .host import Host
from .kinds import TXN_KINDS
from .lists import add_entry, change_entry
from .records import Contents, Record
from .removal import delete_entry, delete_transaction, void
from .rendering import Renderer, Wanted
from .seed import seed as fill
from .transactions import add_transaction, change_transaction
from .work import PACIFIC, Preferences, Work

__all__ = ["CompanyFile", "FileSession"]


class CompanyFile:
    """A company file. One lock lets one message, or one user, at it at a time.

    Attributes:
        path: Where it lies on the PC.
        company_name: As its users gave it.
        legal_name: Likewise.
        clock: True time; ``machine_skews`` says by how many seconds the clock of a PC is fast.
        zone: The PCs' time zone.
        preferences: The company's.
        file_mode: ``SingleUser`` or ``MultiUser``.
        modal_dialog: Whether QuickBooks shows a dialog, which keeps programs out.
        linking_touches: Whether a bill or invoice is modified when it is paid.
        faults: What is to go wrong.
    """

    def __init__(
        self,
        path: str,
        company_name: str,
        clock: Clock,
        *,
        legal_name: str = "",
        seed: bool = True,
        host: Host | None = None,
        zone: timezone = PACIFIC,
    ) -> None:
        """Make a new file, with the usual lists unless ``seed`` is false."""
        self.path = path
        self.company_name = company_name
        self.legal_name = legal_name or company_name
        self.clock = clock
        self.host = host or Host()
        self.zone = zone
        self.preferences = Preferences()
        self.file_mode = "MultiUser"
        self.modal_dialog = False
        self.linking_touches = True
        self.machine_skews: dict[str, float] = {}
        self.faults = Faults()
        self.lock = threading.RLock()
        self._contents = Contents()
        self._locked: set[str] = set()
        self._sessions: list[FileSession] = []
        if seed:
            fill(self.create)

    @property
    def closing_date(self) -> str | None:
        """The date, yyyy-mm-dd, up to which the books are closed, or None."""
        return self._contents.closing_date

    @closing_date.setter
    def closing_date(self, value: str | date | None) -> None:
        self._contents.closing_date = str(value) if value else None

    def begin(self, owner_id: str, *, single_user: bool = False, machine: str = "PC-1") -> FileSession:
        """Return a new COM session of the application ``owner_id`` on a PC.

        Raises:
            QuickBooksError: 0x80040414 a dialog is open, 0x80040422 the file is in use and ``single_user`` asked for.
        """
        with self.lock:
            if self.modal_dialog:
                raise QuickBooksError(MODAL_DIALOG)
            self._sessions = [each for each in self._sessions if not each.ended]
            if single_user and self._sessions:
                raise QuickBooksError(SINGLE_USER_TAKEN)
            session = FileSession(self, owner_id, machine)
            self._sessions.append(session)
            return session

    def stamp(self, owner_id: str, name: str, value: str) -> None:
        """Note something about the company under the application's id (a DataExt, such as FileID); "" removes it."""
        with self.lock:
            if value:
                self._contents.stamps[owner_id, name] = value
            else:
                self._contents.stamps.pop((owner_id, name), None)

    def backup(self) -> object:
        """Return a copy of all that is in the file."""
        with self.lock:
            return pickle.dumps(self._contents)

    def restore(self, backup: object) -> None:
        """Put an older file in this one's place: edit sequences and ids go back too. Open sessions end."""
        if not isinstance(backup, bytes):
            raise TypeError("this is no backup of a company file")
        with self.lock:
            self._contents = pickle.loads(backup)  # noqa: S301 - it was made by backup() in this process
            for session in self._sessions:
                session.end()

    def rows(self, entity: str) -> list[dict[str, Any]]:
        """Return all records of an entity (Vendor, Bill, ItemService, Item …), whole, oldest first."""
        with self.lock:
            renderer = Renderer(self.work(), Wanted())
            return [
                renderer.render(record) for each in entities_of(entity) for record in self._contents.of(each).values()
            ]

    def create(self, entity: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Enter a record by hand; return it whole. For ``fields`` see ``by_hand.entered``.

        Raises:
            StatusError: QuickBooks refuses it, by the same rules as for programs.
        """
        with self.lock:
            work, given = self._by_hand(), entered(f"{entity}Add", fields)
            add = add_transaction if entity in TXN_KINDS else add_entry
            return self._rendered(add(work, entity, given))

    def update(self, entity: str, identifier: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Change a record by hand: what is empty is cleared, what is absent stays. Return it; raise as ``create``."""
        with self.lock:
            work, given = self._by_hand(), entered(f"{entity}Mod", fields)
            change = change_transaction if entity in TXN_KINDS else change_entry
            return self._rendered(change(work, entity, identifier, given))

    def delete(self, entity: str, identifier: str) -> None:
        """Delete a record by hand; raise StatusError if it cannot be (in use, closed period)."""
        with self.lock:
            remove = delete_transaction if entity in TXN_KINDS else delete_entry
            remove(self._by_hand(), entity, identifier)

    def void(self, entity: str, identifier: str) -> None:
        """Void a transaction by hand; raise StatusError if it cannot be."""
        with self.lock:
            void(self._by_hand(), entity, identifier)

    def edit(self, identifier: str) -> None:
        """A user opens the record and keeps it open: it is locked for programs until ``close``."""
        with self.lock:
            self._locked.add(identifier)

    def close(self, identifier: str) -> None:
        """The user closes the record again."""
        with self.lock:
            self._locked.discard(identifier)

    def is_locked(self, identifier: str) -> bool:
        """Tell whether a user has the record open."""
        return identifier in self._locked

    def fail_next(self, request: str | None = None, status_code: int = 3175, message: str = "", times: int = 1) -> None:
        """Let the next requests of a name (``BillAddRq``; None for any) fail with this status."""
        with self.lock:
            self.faults.fail_next(request, status_code, message, times)

    def crash_next(self, after: int, *, remembered: bool = True) -> None:
        """Let QuickBooks break off in the next message set, with ``after`` requests carried out (see Crash)."""
        with self.lock:
            self.faults.crash = Crash(after, remembered)

    def work(self, machine: str = "", *, locked: bool = True) -> Work:
        """Return the file as the PC works with it; for the simulator's own use, under ``lock``."""
        return Work(
            self._contents,
            self.preferences,
            self.clock,
            self.zone,
            self.machine_skews.get(machine, 0.0),
            self._locked if locked else set(),
            self.linking_touches,
        )

    def _by_hand(self) -> Work:
        return self.work(locked=False)

    def _rendered(self, record: Record) -> dict[str, Any]:
        return Renderer(self.work(), Wanted()).render(record)
