"""A dry run: what would be sent for one record now, and what would be refused (F9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.errors import FieldFault, InvalidInput, RateLimited
from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.languages import language
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.clock import Clock

from .examine_record import Blocked
from .try_record import Trial, TryRecord


@dataclass(frozen=True, slots=True)
class BlockedBy:
    """The parent that a record would wait for; `record` is how it stands."""

    blocked: Blocked
    record: StoredRecord


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent: `operation`, or nothing for a `reason` in words; and everything that would be refused.

    `verb` is what would be done where the package cannot be asked before its connector calls, so that there is no
    operation yet.
    """

    record: StoredRecord | None
    operation: Operation | None = None
    verb: Verb | None = None
    refusals: tuple[FieldFault, ...] = ()
    blocked_by: BlockedBy | None = None
    reason: str = ""

    @property
    def would(self) -> str:
        """`create`, `update`, `void` or `nothing`."""
        verb = self.operation.verb if self.operation else self.verb
        return verb.value if verb else "nothing"


@dataclass(frozen=True, slots=True)
class PreviewRecord:
    """Costs the package nothing but look-ups, and writes nothing anywhere."""

    try_record: TryRecord
    clock: Clock

    def stored(self, company_id: str, entity_type: EntityType, record_id: str, code: str = "") -> Preview:
        """Of a record as it is stored. `code` is a language; that of the connection if empty.

        Raises `NotFound`, and what the package raises when it cannot be asked.
        """
        return self._of(self.try_record.stored(company_id, entity_type, record_id), code)

    def sent(self, company_id: str, entity_type: EntityType, record_id: str, body: object, code: str = "") -> Preview:
        """Of a record as if the application sent it now; what is no canonical record would be refused at once."""
        try:
            trial = self.try_record.sent(company_id, entity_type, record_id, body)
        except InvalidInput as invalid:
            title = load_shared().word(load_shared().row("invalid_field"), {}, language(code).code).title
            return Preview(None, refusals=invalid.faults, reason=title)
        return self._of(trial, code)

    def _of(self, trial: Trial, code: str) -> Preview:
        if trial.error is not None:
            raise trial.error
        parked = trial.connection.parked_until if trial.connection else None
        if parked is not None and (wait := (parked - self.clock.now()).total_seconds()) > 0:
            raise RateLimited(wait, "the company is parked")
        found = trial.examined
        preview = Preview(trial.record, refusals=found.faults if found else ())
        if found is not None and (waits := (*found.hopeless, *found.behind)):
            parent = found.parents[waits[0].parent_type, waits[0].parent_id]
            preview = replace(preview, blocked_by=BlockedBy(waits[0], parent))
        if trial.goes and found is not None:
            return replace(preview, operation=found.operation)
        if trial.goes_for_all_we_know and found is not None:
            preview = replace(preview, verb=found.verb)
        return replace(preview, reason=_reason(trial, code))


def _reason(trial: Trial, code: str) -> str:
    """The title of the first thing in the way, in the order in which to mend them."""
    found = trial.examined
    codes = [fault.code for fault in (*trial.hindrances, *(reason.fault for reason in trial.withheld))]
    if found is not None:
        codes += ["mapping_missing" for _ in found.hopeless] + ["parent_pending" for _ in found.behind]
        codes += [fault.code for fault in found.faults]
    catalogue = trial.package.catalogue() if trial.package else load_shared()
    speech = language(code or (trial.connection.settings.language if trial.connection else ""))
    if trial.goes_for_all_we_know:
        return speech.checklist_words("asked_by_connector", package=catalogue.package)
    if not codes:
        return speech.checklist_words("nothing_to_void")
    row = catalogue.rows.get(codes[0]) or catalogue.row("invalid_field")
    values = {"package": catalogue.package, "record_type": trial.record.entity_type}
    return catalogue.word(row, values, speech.code).title
