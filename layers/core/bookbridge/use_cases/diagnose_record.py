"""Answer the checklist for one record: what is right, what is not, what that blocks, and how to mend it (D1-D9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bookbridge.domain.checklist import UNCHANGING, Check, checks_of, must_ask, sort_faults
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Actor, Remedy, record_failure_id
from bookbridge.domain.failures.catalogue import Catalogue, load_shared
from bookbridge.domain.languages import Language, language
from bookbridge.domain.records import EntityType, types_naming
from bookbridge.domain.stored_records import StoredRecord, SyncState, waiting_on_record
from bookbridge.ports.failures import Failures
from bookbridge.ports.records import RecordKey, Records

from .affirm_checks import affirm, name_of, title_of
from .examine_record import Blocked
from .try_record import Trial, TryRecord

SHOWN = 5
"""Records that are named of all those that something blocks."""

_OF_CONNECTION = frozenset({"integration_enabled", "connected"})
_NOT_ON_ITS_WAY = {
    SyncState.FAILED: "has a failure of its own",
    SyncState.BLOCKED: "waits for something else",
    SyncState.SKIPPED: "was set aside",
    SyncState.DRAFT: "is still a draft",
}
_FINAL = UNCHANGING | {"created_in_package_only", "void_not_allowed"}


@dataclass(frozen=True, slots=True)
class Blockage:
    """What an answer of no blocks, in words; and the records that wait for it now: how many, and the first of them.

    `count` is None where nobody counted: all records of a company or of a type.
    """

    text: str
    count: int | None = None
    records: tuple[RecordKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of the checklist with its answer; `passed` is None when it could not be answered."""

    id: str
    title: str
    passed: bool | None
    detail: str
    faults: tuple[FieldFault, ...] = ()
    blocks: tuple[Blockage, ...] = ()
    fix: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The whole checklist of one record; it has passed when the record would be sent and nothing is left open."""

    trial: Trial
    checks: tuple[Answered, ...]

    @property
    def passed(self) -> bool:
        """Whether every question is answered with yes."""
        return (self.trial.goes or self.trial.is_done) and all(check.passed for check in self.checks)

    @property
    def would(self) -> str:
        """What would be done in the package: `create`, `update`, `void`, or `nothing`."""
        found = self.trial.examined
        return found.operation.verb.value if self.passed and found and found.operation else "nothing"


@dataclass(frozen=True, slots=True)
class DiagnoseRecord:
    """Sorts what the pre-flight finds into the questions of the checklist; it has no rules of its own."""

    try_record: TryRecord
    records: Records
    failures: Failures

    def __call__(self, company_id: str, entity_type: EntityType, record_id: str, code: str = "") -> Diagnosis:
        """`code` is a language; that of the connection if empty. Raises `NotFound`."""
        trial = self.try_record.stored(company_id, entity_type, record_id)
        speech = language(code or (trial.connection.settings.language if trial.connection else ""))
        catalogue = trial.package.catalogue() if trial.package else load_shared()
        teller = _Teller(trial, catalogue, speech, self.records)
        found = sort_faults(_as_examined(trial), [*_faults_of(trial)])
        asked = checks_of(entity_type, trial.package.manifest.foresees if trial.package else frozenset(), found)
        answers = [teller.answer(check, found.get(check.id, ())) for check in asked]
        last = self._last_attempt(trial, catalogue, speech, healthy=not found)
        return Diagnosis(trial, (*answers, last) if last else tuple(answers))

    def _last_attempt(self, trial: Trial, catalogue: Catalogue, speech: Language, *, healthy: bool) -> Answered | None:
        """What only the package could know, and said; left out while our own checks tell the cause anyway."""
        record, title = trial.record, speech.checklist_words("last_attempt")
        again = (Remedy(Actor.USER_IN_APP, (speech.checklist_words("try_again"),)),)
        if record.deleted or record.set_aside or (record.sync_state is SyncState.SKIPPED and not trial.withheld):
            why = speech.checklist_words("deleted_here" if record.deleted else "set_aside")
            return Answered("last_attempt", title, passed=False, detail=why, fix=again)
        if record.sync_state is not SyncState.FAILED:
            return None
        # Also one that was cleared, which the record no longer names, says why it failed.
        failure = self.failures.get(record.company_id, record_failure_id(record.entity_type, record.record_id))
        # Where the package cannot be asked now, what our own checks found the last time still stands.
        if failure is not None and (failure.problem.package_code or (healthy and not trial.asked)):
            words = catalogue.wording(failure.problem, speech.code)
            detail = speech.checklist_words(
                "failed_before", package=catalogue.package, message=f"{words.title}. {failure.problem.message}"
            )
            return Answered("last_attempt", title, passed=False, detail=detail, fix=words.remedies)
        if not healthy:
            return None
        return Answered("last_attempt", title, passed=False, detail=speech.checklist_words("mended_since"), fix=again)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts answers into words."""

    trial: Trial
    catalogue: Catalogue
    speech: Language
    records: Records

    def answer(self, check: Check, faults: tuple[FieldFault, ...]) -> Answered:
        title = self.speech.checklist_words(check.id)
        if faults:
            told = [*self._told(faults)]
            return Answered(
                check.id,
                title,
                passed=False,
                detail=" ".join(detail for detail, _ in told),
                faults=faults,
                blocks=tuple(self._blocks(check, faults)),
                fix=_merged(remedy for _, remedies in told for remedy in remedies),
            )
        if self.trial.examined is None and check.id not in _OF_CONNECTION:
            return Answered(check.id, title, passed=None, detail=self.speech.checklist_words("no_package"))
        left_open = must_ask(check, _as_examined(self.trial)) and not self._is_sure
        if left_open or (self._is_cut_short and not check.ours):
            when = "asked_by_connector" if self.trial.goes_for_all_we_know else "not_asked"
            words = self.speech.checklist_words(when, package=self.catalogue.package)
            return Answered(check.id, title, passed=None, detail=words)
        return Answered(check.id, title, passed=True, detail=affirm(check, self.trial, self.speech))

    @property
    def _is_sure(self) -> bool:
        """Whether the pre-flight came as far as asking the package everything."""
        found = self.trial.examined
        return found is not None and self.trial.asked and (found.asked or found.verb is None)

    @property
    def _is_cut_short(self) -> bool:
        """Whether the package does not do at all what is wanted, so that nothing else was looked at."""
        found = self.trial.examined
        return found is not None and not self.trial.is_done and any(each.code in _FINAL for each in found.faults)

    def _told(self, faults: Sequence[FieldFault]) -> Iterator[tuple[str, tuple[Remedy, ...]]]:
        record = self.trial.record
        for code in dict.fromkeys(fault.code for fault in faults):
            same = [fault for fault in faults if fault.code == code]
            problem = self.catalogue.problem_for_faults(
                same, record.entity_type, values=self._values(same), language=self.speech.code
            )
            more = self.catalogue.wording(problem, self.speech.code).message.removesuffix(".")
            yield self.speech.checklist_words("told", title=problem.title, more=more), problem.remedies

    def _values(self, faults: Sequence[FieldFault]) -> dict[str, str]:
        """What the catalogue's texts can tell besides the fields."""
        values = {"status_in_app": str(self.trial.record.body.get("status") or "")}
        culprits = self._culprits(faults)
        if len(culprits) == 1:
            ((entity_type, record_id),) = culprits
            name = name_of(self.trial, (entity_type, record_id))
            values |= {"reference_type": entity_type, "reference_id": record_id, "reference_name": name}
        return values

    def _culprits(self, faults: Sequence[FieldFault]) -> tuple[RecordKey, ...]:
        """What the fields at fault refer to."""
        found, places = self.trial.examined, {fault.field for fault in faults}
        references = found.gathered.references if found else ()
        return tuple(dict.fromkeys((ref.entity_type, ref.id) for ref in references if ref.path in places))

    def _blocks(self, check: Check, faults: Sequence[FieldFault]) -> Iterator[Blockage]:
        record, words = self.trial.record, self.speech.checklist_words
        if check.id in _OF_CONNECTION:
            yield Blockage(words("blocks_everything"))
            return
        if any(fault.code == "entity_type_not_synced" for fault in faults):
            yield Blockage(words("blocks_type", type=self.speech.type_word(record.entity_type)))
        else:
            yield Blockage(words("blocks_record"))
        for key in (*self._culprits(faults), (record.entity_type, record.record_id)):
            if types := types_naming(key[0]):
                yield self._blocked_by(key, types)

    def _blocked_by(self, key: RecordKey, types: Sequence[EntityType]) -> Blockage:
        mine = (self.trial.record.entity_type, self.trial.record.record_id)
        marked = self.records.waiting(self.trial.record.company_id, [waiting_on_record(*key)])
        waiting = [each for each in marked if each != mine]
        named = ", ".join(self.speech.type_word(each) for each in types)
        text = self.speech.checklist_words("blocks_naming", record=title_of(self.trial, key), types=named)
        return Blockage(text, len(waiting), tuple(waiting[:SHOWN]))


def _as_examined(trial: Trial) -> StoredRecord:
    """The record completed: a fault may be about what follows from elsewhere."""
    return trial.examined.gathered.completed if trial.examined else trial.record


def _faults_of(trial: Trial) -> Iterator[FieldFault]:
    yield from trial.hindrances
    yield from (reason.fault for reason in trial.withheld)
    if found := trial.examined:
        yield from (_held_up(trial, each) for each in found.hopeless)
        yield from (_goes_first(trial, each) for each in found.behind)
        if not trial.is_done:
            yield from found.faults


def _held_up(trial: Trial, each: Blocked) -> FieldFault:
    found, key = trial.examined, (each.parent_type, each.parent_id)
    parent, title = found.parents.get(key) if found else None, title_of(trial, key)
    if parent is not None and parent.body.get("excluded"):
        return FieldFault(each.place, f"{title} is excluded", "record_excluded")
    why = _NOT_ON_ITS_WAY.get(parent.sync_state, "") if parent else "has not been sent by the app"
    message = f"{title} is not in the package and not on its way: it {why or 'waits to be looked at'}"
    return FieldFault(each.place, message, "mapping_missing")


def _goes_first(trial: Trial, each: Blocked) -> FieldFault:
    message = f"{title_of(trial, (each.parent_type, each.parent_id))} is waiting to be sent and goes first"
    return FieldFault(each.place, message, "parent_pending")


def _merged(remedies: Iterator[Remedy]) -> tuple[Remedy, ...]:
    """One remedy an actor, without the steps that several causes have in common."""
    by_actor: dict[Actor, Remedy] = {}
    for remedy in remedies:
        known = by_actor.setdefault(remedy.actor, Remedy(remedy.actor, ()))
        steps = tuple(step for step in remedy.steps if step not in known.steps)
        by_actor[remedy.actor] = replace(known, steps=known.steps + steps)
    return tuple(by_actor.values())
