"""A green checklist means that the package takes the record, a red one that nothing reaches it: for every package.

Every sample is sent as it is, and once with each of its values made wrong, or odd. What is right and what is wrong the
package's simulator decides, not this module.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Refused
from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.records import EntityType, references_in
from bookbridge.domain.stored_records import SyncState
from tests.contract.packages.books import ON_SESSION_PACKAGES, SIMULATORS, Ledger
from tests.contract.packages.records import FILE, SAMPLES, Sample
from tests.fakes.packages import cloud_names
from tests.fakes.world import World
from tests.proof.charts import CHARTS

pytestmark = pytest.mark.contract

Record = dict[str, Any]
COMPANY = "acme"
UNIQUE = ("name", "number", "code", "reference", "sku")
"""Fields that no two records may share."""
UNFORESEEN = frozenset({("document", "url")})
"""Left as they are: whether there is a file turns out when it is fetched to be sent."""


@pytest.fixture(params=cloud_names())
def acme(request: pytest.FixtureRequest) -> World:
    """A company that is connected, for each package."""
    world = World(request.param)
    world.connect(COMPANY, world.simulation.organisation_id, **CHARTS[request.param].settings)
    world.fakes.files.contents["https://files.example.com/1001.pdf"] = FILE
    world.run()
    return world


@pytest.mark.requirement("D9", "F9")
def test_what_is_green_is_taken_and_what_is_red_never_reaches_the_package(acme: World) -> None:
    send(acme, samples(acme))
    send(acme, parents_of_payments(acme))
    green: dict[tuple[EntityType, str], bool] = {}
    for entity_type, record_id, record in variants(acme):
        acme.clock.advance(30)  # the look-ups have their share of the request budget
        if not is_accepted(acme, entity_type, record_id, record):
            continue
        diagnosis = acme.diagnose_record(COMPANY, entity_type, record_id)
        preview = acme.preview_record.stored(COMPANY, entity_type, record_id)
        assert diagnosis.would == preview.would == ("create" if diagnosis.passed else "nothing")
        green[entity_type, record_id] = diagnosis.passed
    acme.run()
    taken = {key: acme.view(COMPANY, *key).sync_state is SyncState.SYNCED for key in green}
    assert {key: green[key] for key in green if green[key] is not taken[key]} == {}
    assert min(Counter(green.values()).values()) > 3 * len({entity_type for entity_type, _ in green})


@ON_SESSION_PACKAGES
@pytest.mark.requirement("D9", "F9")
def test_what_passes_the_checks_is_taken_in_a_session(filled: Ledger) -> None:
    """The same without the engine around it: a company that calls in has a world of its own."""
    kept = [sample for sample in SAMPLES if filled.keeps(sample[0])]
    known = {entity_type: record for entity_type, _, record in kept}
    for entity_type, _, record in kept:
        for parent, record_id, made in parents_of(entity_type, record, known):
            filled.write(parent, record_id, made)
    wrong: list[str] = []
    green: Counter[bool] = Counter()
    for entity_type, _, record in kept:
        for _, record_id, changed in variants_of(entity_type, record):
            try:
                prepared = filled.prepare(entity_type, record_id, changed)
            except InvalidInput:
                continue
            green[isinstance(prepared, Operation)] += 1
            if isinstance(prepared, Operation):
                (result,) = filled.push(prepared).values()
                wrong += [f"{record_id}: {result} {changed}"] * isinstance(result, Refused)
    assert wrong == []
    assert min(green.values()) > 3 * len(kept)


def is_accepted(world: World, entity_type: EntityType, record_id: str, record: Record) -> bool:
    """Send one record; what is not even accepted has the same faults in a dry run."""
    try:
        world.put(COMPANY, entity_type, record_id, record)
    except InvalidInput as invalid:
        refusals = world.preview_record.sent(COMPANY, entity_type, record_id, record).refusals
        return refusals != invalid.faults
    return True


def send(world: World, records: Iterable[Sample]) -> None:
    """Have good records in the package."""
    for entity_type, record_id, record in records:
        world.put(COMPANY, entity_type, record_id, record)
    world.run()
    assert {record.sync_state for record in world.store.records.values()} == {SyncState.SYNCED}


def samples(world: World) -> Iterator[Sample]:
    """The samples as this package wants them, with the codes of its chart of accounts."""
    package = world.simulation.package
    chart, adapt = CHARTS[package], SIMULATORS[package]().adapt
    codes = {"4100": chart.income, "4900": chart.income, "6000": chart.expense, "2000": chart.payable}
    for entity_type, record_id, record in SAMPLES:
        if entity_type in world.fakes.package(package).manifest.entities:
            text = json.dumps(adapt(entity_type, record))
            for code, ours in {**codes, "1000": chart.bank}.items():
                text = text.replace(f'"{code}"', f'"{ours}"')
            yield entity_type, record_id, json.loads(text)


def parents_of_payments(world: World) -> Iterator[Sample]:
    """An open invoice or bill for each payment that is to come, so that the balance is never why it is refused."""
    known = {entity_type: record for entity_type, _, record in samples(world)}
    for entity_type, record in known.items():
        yield from parents_of(entity_type, record, known)


def parents_of(entity_type: EntityType, record: Record, known: Mapping[EntityType, Record]) -> Iterator[Sample]:
    """The open documents that the variants of a payment settle; none for other types."""
    paid: dict[EntityType, EntityType] = {"payment": "invoice", "bill_payment": "bill"}
    if parent := paid.get(entity_type):
        for _, record_id, _record in variants_of(entity_type, record):
            yield parent, f"paid-{record_id}", unique(known[parent], f"paid-{record_id}")


def variants(world: World) -> Iterator[Sample]:
    """Every sample as it is, and with each value changed."""
    for entity_type, _, record in samples(world):
        yield from variants_of(entity_type, record)


def variants_of(entity_type: EntityType, record: Record) -> Iterator[Sample]:
    """The variants of one sample, each under an id of its own."""
    named = {ref.path for ref in references_in(entity_type, record)}
    changed_ones = (each for each in changes(record, named) if (entity_type, each[0]) not in UNFORESEEN)
    for number, (path, changed) in enumerate([("", record), *changed_ones]):
        record_id = f"{entity_type}-{number}"
        made = unique(changed, record_id, path)
        for application in made.get("applications", []):
            for parent in ("invoice", "bill"):
                if application.get(parent) in {"i-1", "b-1"}:
                    application[parent] = f"paid-{record_id}"
        yield entity_type, record_id, made


def unique(record: Record, record_id: str, but: str = "") -> Record:
    """A record that clashes with no other, save in the field that was changed on purpose."""
    made = deepcopy(record)
    for field in UNIQUE:
        if field in made and field != but:
            longest = 11 if field == "number" else 20  # the shortest that any package takes
            made[field] = record_id[-longest:] if field != "code" else f"9{record_id.rpartition('-')[2]:0>4}"
    return made


def changes(record: Record, named: set[str]) -> Iterator[tuple[str, Record]]:
    """The record with one value changed: another reference, a longer or an odder text, another number."""
    for path, holder_of in places(record):
        name = path.rpartition(".")[2]
        value = holder_of(record)[name]
        for other in others(value, is_reference=path in named):
            changed = deepcopy(record)
            holder_of(changed)[name] = other
            yield path, changed


def places(record: Record) -> Iterator[tuple[str, Any]]:
    """Each path to a value, with how its holder is found in a copy."""
    for name, value in record.items():
        if isinstance(value, list):
            for index, entry in enumerate(value):
                for inner in entry if isinstance(entry, dict) else ():
                    yield f"{name}[{index}].{inner}", lambda each, name=name, index=index: each[name][index]
        elif isinstance(value, dict):
            for inner in value:
                yield f"{name}.{inner}", lambda each, name=name: each[name]
        else:
            yield name, lambda each: each


def others(value: object, *, is_reference: bool) -> Iterator[object]:
    """Other values in the place of this one."""
    if is_reference:
        yield "nowhere"
    elif isinstance(value, str) and value.replace(".", "", 1).isdigit():
        yield from (str(float(value) + 1), f"-{value}", f"{value}{'' if '.' in value else '.'}00001")
    elif isinstance(value, str):
        yield from (value * 600, f"{value}\x07", f"{value}:")
