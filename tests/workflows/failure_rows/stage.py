"""A company in which a story of a failure is told: sent, refused, worded in both languages, mended."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from typing_extensions import override

from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.record_life import MAX_ATTEMPTS
from bookbridge.domain.stored_records import SyncState
from tests.fakes import desktop_world
from tests.fakes.desktop_world import DesktopWorld
from tests.fakes.world import World
from tests.proof.charts import CHARTS
from tests.workflows.desktop_stories import record_of

from .records import EXISTING, FILE, LARGE_FILE, NEW, existing, sent
from .stories import Edit, Json, Story

COMPANY: Final = "acme"
_WRITES: Final = {"quickbooks-online": (rb"/batch", b'"operation"'), "xero": (rb"/api\.xro/2\.0/", b"{")}
"""Where the packages are written to, and what a body that writes has."""

_LARGE: Final = bytes(10_500_000)
"""More than Xero takes of a file."""

_HIGH_IDS: Final = dict.fromkeys(("name", "item", "transaction", "attachable"), 70_000)
"""QuickBooks Online numbers what is in its books; low ones could not be told from other numbers in a text."""

_DESKTOP_NAMES: Final = {
    "payment": "ReceivePayment",
    "bill_payment": "BillPaymentCheck",
    "expense": "Check",
    "refund": "Check",
    "credit_note": "CreditMemo",
    "item": "ItemService",
    "term": "StandardTerms",
    "order": "Invoice",
}
"""What QuickBooks Desktop calls the records that it names otherwise than we do, in its requests."""

_TOKEN: Final = re.compile(r"\{(rec-[a-z]+|theirs|account \w+)\}")


class Interrupted(DesktopWorld):
    """Lets people act between our checks and the moment QuickBooks is given what we write."""

    interruption: tuple[Edit, ...] = ()
    stage: Stage | None = None

    @override
    def post(self, soap_action: str, body: bytes) -> tuple[int, bytes]:
        answer = super().post(soap_action, body)
        if self.interruption and self.stage and re.search(rb"(Add|Mod|Void|Del)Rq", answer[1]):
            edits, self.interruption = self.interruption, ()
            self.stage.edit(edits)
        return answer


class Stage:
    """One company with a little in its books, connected and idle."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.chart = CHARTS[package]
        self.calls_in = package == desktop_world.PACKAGE
        self.world: World = Interrupted() if self.calls_in else World(package)
        self.ids: dict[str, str] = {}
        self.theirs = ""
        self._told = 0
        world = self.world
        world.fakes.files.contents |= {FILE: b"%PDF-1.4 a receipt", LARGE_FILE: _LARGE}
        world.connect(COMPANY, world.simulation.organisation_id, **self.chart.settings)
        world.run()
        if package == "quickbooks-online":
            world.simulator.organisations[world.simulation.organisation_id].sequences.update(_HIGH_IDS)
        if self.calls_in:
            self.edit([("POST", "Vendor", {"Name": "Oak Paper"})])
            world.run()
            self.ids["rec-oak"] = record_of(self._desktop, "vendor", "Oak Paper")
        for (entity_type, record_id), body in existing(self.chart).items():
            if record_id not in self.ids:
                world.put(COMPANY, entity_type, record_id, self.named(body))
        world.run()
        assert {each.sync_state for each in world.store.records.values()} == {SyncState.SYNCED}

    @property
    def _desktop(self) -> Interrupted:
        assert isinstance(self.world, Interrupted)
        return self.world

    @property
    def catalogue(self) -> Catalogue:
        return self.world.fakes.package(self.package).catalogue()

    # -- who does what ------------------------------------------------------------------------------------------------

    def edit(self, edits: Sequence[Edit]) -> None:
        """Somebody works in the package, a moment after whatever happened there last."""
        if edits:
            self.world.clock.advance(60)
        for method, path, body in edits:
            place = f"/organisations/{self.world.simulation.organisation_id}/{self.filled(path)}".rstrip("/")
            made = self.world.by_hand(method, place, json.loads(self.filled(json.dumps(body))))
            if method == "POST":
                self.theirs = _id_in(made)

    def send(self, story: Story, changes: Json | None = None) -> None:
        """The application sends the story's record, or the mended one."""
        key, world = self.key(story), self.world
        body = existing(self.chart).get((key[0], EXISTING.get(story.sends, ""))) if story.existing else None
        wanted = {**(body or sent(self.chart)[story.sends]), **(story.changes if changes is None else changes)}
        if story.voids:
            world.accept_records.void(COMPANY, *key)
        else:
            world.put(COMPANY, *key, self.named({name: each for name, each in wanted.items() if each is not None}))

    def key(self, story: Story) -> tuple[Any, str]:
        """Type and id of the story's record."""
        record_id = EXISTING[story.sends] if story.existing else f"{NEW}-{self._told}"
        return story.sends, self.ids.get(record_id, record_id)

    def named(self, body: Json) -> Json:
        """A body with the ids by which the company knows what was made in the package."""
        text = json.dumps(body)
        for ours, theirs in self.ids.items():
            text = text.replace(f'"{ours}"', f'"{theirs}"')
        return dict(json.loads(text))

    def tell(self, story: Story) -> Failure:
        """Play the story up to its failure."""
        if story.settings:
            self.world.connect_company.change(COMPANY, {"settings": story.settings})
        self.edit(story.books)
        self.world.run()
        for fault in filter(None, (story.fault, self._fault(story) if story.on_demand else None)):
            self.world.by_hand("POST", "/faults", fault)
        if story.meanwhile:
            self._interrupt(story.meanwhile)
        self.send(story)
        self.world.run()
        view = self.world.view(COMPANY, *self.key(story))
        for _ in range(MAX_ATTEMPTS if view.sync_state is SyncState.PENDING else 0):
            self.world.tick()  # what may pass is tried again when the connector calls next
            self.world.run()
        view = self.world.view(COMPANY, *self.key(story))
        assert view.failure, f"it is {view.sync_state}"
        assert (view.sync_state, view.warning) == (SyncState.FAILED, True)
        return view.failure

    def mend(self, story: Story) -> Failure:
        """Repair it where the story says; the record goes by itself. Returns the failure as it is then."""
        self.world.by_hand("DELETE", "/faults", {})
        self.edit(story.mends)
        if story.resends:
            self.send(story, {**story.changes, **story.resends})
        self.wait()
        view = self.world.view(COMPANY, *self.key(story))
        assert (view.sync_state, view.warning) == (SyncState.SYNCED, False), view.failure
        (failure,) = [each for each in self._failures() if each.record_id == self.key(story)[1]]
        assert failure.status is FailureStatus.RESOLVED
        return failure

    def wait(self) -> None:
        """An hour goes by; what no webhook tells of, a poll does."""
        self.world.run()
        self.world.tick(minutes=60)
        self.world.run()

    def leave(self) -> None:
        """Leave the company to the next story, which has a record of its own."""
        self.world.by_hand("DELETE", "/faults", {})
        self._told += 1

    def _failures(self) -> list[Failure]:
        return [each for (company, _), each in self.world.store.failures.items() if company == COMPANY]

    def filled(self, text: str) -> str:
        return _TOKEN.sub(lambda found: self.package_id(found[1]), text)

    def package_id(self, name: str) -> str:
        """The id in the package of one of our records, or of what was made there last (`theirs`)."""
        if name == "theirs":
            return self.theirs
        if name.startswith("account "):
            return self._account(name.partition(" ")[2])
        record_id = self.ids.get(name, name)
        (link,) = [each.link for each in self.world.store.records.values() if each.record_id == record_id]
        assert link
        return link.package_id

    def _account(self, code: str) -> str:
        listed = "Accounts" if self.package == "xero" else "Account"
        rows = self.world.in_package(self.world.simulation.organisation_id, listed)
        codes = ("AcctNum", "Code", "AccountNumber")
        return next(str(_id_of(row)) for row in rows if code in {row.get(name) for name in codes})

    def known_ids(self) -> set[str]:
        """Ids that mean nothing to people: ours, and the package's."""
        links = [(each.record_id, each.link) for each in self.world.store.records.values()]
        return {*(one for one, _ in links), *(link.package_id for _, link in links if link), self.theirs} - {""}

    # -- how the simulator is made to answer --------------------------------------------------------------------------

    def _fault(self, story: Story) -> Json:
        if self.calls_in:
            name = _DESKTOP_NAMES.get(story.sends, story.sends.capitalize())
            request = "TxnVoidRq" if story.voids else f"{name}{'Mod' if story.existing else 'Add'}Rq"
            told = {"status_code": int(story.says or 0), "message": story.text, "match": {"body": request}}
            return {"kind": "status_code", "times": None, **told}
        return {"kind": "refused_record", "times": None, **_words(story)}

    def _interrupt(self, edits: tuple[Edit, ...]) -> None:
        if self.calls_in:
            self._desktop.interruption, self._desktop.stage = edits, self
            return
        place, content = _WRITES[self.package]
        waiting = [edits]

        def interrupt(request: Any) -> None:
            writes = request.method != "GET" and re.search(place, request.url.encode()) and content in request.body
            if waiting and writes:
                self.world.simulator.webhooks.settings.enabled = False  # nobody is told of it before the answer
                self.edit(waiting.pop())
                self.world.simulator.webhooks.settings.enabled = True

        self.world.http.before_each_request = interrupt


def _words(story: Story) -> Json:
    return {"code": story.says, "detail": story.text, "messages": [story.text]}


def _id_in(made: Json) -> str:
    """The id of what an edit made: packages wrap it differently."""
    row = next(each for each in made.values() if isinstance(each, dict | list))
    return _id_of(row[0] if isinstance(row, list) else row)


def _id_of(row: Json) -> str:
    names = ("Id", "TxnID", "ListID", *(name for name in row if name.endswith("ID")))
    return str(next(row[name] for name in names if row.get(name)))
