"""Green checks and refusals are two sides of one thing: for every package and every type of record that it takes (D9).

Records with flaws of every dimension that the checklist covers are diagnosed in books whose parents stand as
differently as can be, then sent. What the package takes and what it refuses its simulator decides, by the vendor's
pages. `GREEN_CHECK_EXAMPLES` says how many books are tried for each package; the same ones each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bookbridge.domain.checklist import CHECKS, sort_faults
from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases.diagnose_record import Diagnosis
from tests.fakes.simulations import SIMULATIONS
from tests.proof.charts import CHARTS
from tests.workflows.flawed_records import TYPES, Plan, plans
from tests.workflows.tried_books import COMPANY, NOBODY, OPEN, WORDS, Record, TriedBooks

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]

EXAMPLES: Final = int(os.environ.get("GREEN_CHECK_EXAMPLES", "12"))
RECORDS: Final = 24
"""Of one example: the books cost more than a record."""

ONLY_THERE: Final = frozenset({"duplicate_name", "duplicate_number", "duplicate_record"})
"""What only the package can know: that somebody there has the name. No question promises that it has not."""

OF_THE_PACKAGE: Final = frozenset(
    {"reference_inactive", "customer_deleted", "account_type_invalid", "currency_invalid", "closed_period"}
)
"""Reasons that are the package's alone; others are ours as well, such as totals of which it is told nothing."""

Key = tuple[EntityType, str]


def connection(package: str, chance: Random) -> Record:
    """Settings with gaps, unknown accounts and taxes from every level."""
    chart, words = CHARTS[package], WORDS[package]
    rates = (None, None, words.tax, words.untaxed, NOBODY)
    accounts = {
        "income": chance.choice((chart.income, chart.income, "9999", None)),
        "expense": chance.choice((chart.expense, chart.expense, "9999", None)),
        "bank": chance.choice((chart.bank, chart.bank, chart.income, None)),
        "discount": chance.choice((words.discount or chart.income, None)),
    }
    tax = {
        "default": chance.choice(rates),
        "by_item": {name: rate for name in ("s-good", "s-wood") if (rate := chance.choice(rates))},
        "by_item_group": {name: rate for name in ("wood", "stone") if (rate := chance.choice(rates))},
        "by_customer": {name: rate for name in ("c-good",) if (rate := chance.choice(rates))},
    }
    left_out = chance.choice((*[None] * len(TYPES), *TYPES))
    return {
        "default_accounts": accounts,
        "tax": tax,
        "closing_date_policy": chance.choice(("refuse", "move_to_open_period")),
        "auto_post": chance.choice((True, False)),
        "entities_to_sync": [each for each in TYPES if each != left_out],
    }


@pytest.mark.requirement("D4", "D5", "D6", "D7", "D8", "D9", "F9")
@pytest.mark.parametrize("package", WORDS)
def test_a_green_check_is_never_refused_and_a_refusal_was_red_with_the_same_code(package: str) -> None:
    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate])
    @given(st.integers(0, 2**32 - 1))
    def holds(seed: int) -> None:
        chance = Random(seed)  # noqa: S311 - nothing is kept secret with it
        chosen, closes, several = connection(package, chance), chance.random() < 1 / 2, chance.random() < 1 / 6
        books = TriedBooks(package, chosen, closes=closes, several_currencies=several)
        first, later = drafted(books, plans(package, chance, RECORDS))
        judge(books, first)
        judge(books, later)

    holds()


@pytest.mark.requirement("D9")
@pytest.mark.parametrize("package", SIMULATIONS)
def test_what_is_red_for_the_packages_own_reasons_it_refuses_by_itself(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = 0
    for seed in range(EXAMPLES):
        chance = Random(seed)  # noqa: S311 - nothing is kept secret with it
        books = TriedBooks(package, connection(package, chance), closes=chance.choice((True, False)))
        first, _later = drafted(books, plans(package, chance, RECORDS * 4))
        firm = {key: record for key, record in first.items() if is_firm(books, key, record)}
        with monkeypatch.context() as unchecked:
            unchecked.setattr(f"bookbridge.packages.{package.replace('-', '_')}.books.check", lambda *_seen: ())
            for key, record in firm.items():
                books.put(*key, record)
            books.world.run()
        states = {key: books.world.view(COMPANY, *key).sync_state for key in firm}
        assert {key: firm[key] for key, state in states.items() if state is SyncState.SYNCED} == {}
        sent += len(firm)
    assert sent > EXAMPLES


def is_firm(books: TriedBooks, key: Key, record: Record) -> bool:
    """Whether a dry run refuses a record, and only for what the vendor's page says that the package refuses."""
    books.world.clock.advance(30)
    try:
        refusals = books.world.preview_record.sent(COMPANY, *key, record).refusals
    except InvalidInput:
        return False
    return bool(refusals) and {fault.code for fault in refusals} <= OF_THE_PACKAGE


def drafted(books: TriedBooks, planned: Iterable[Plan]) -> tuple[dict[Key, Record], dict[Key, Record]]:
    """The records as they are sent first, and those that are changed afterwards."""
    first: dict[Key, Record] = {}
    later: dict[Key, Record] = {}
    for number, plan in enumerate(planned):
        policy = books.manifest.entities.get(plan.entity_type)
        if policy is None or not (policy.creates or policy.updates):
            continue
        settled = sum(entity_type == plan.entity_type for entity_type, _ in first)
        if plan.entity_type in {"payment", "bill_payment"}:
            if settled == OPEN:
                continue
            number = settled  # noqa: PLW2901 - each settles a document of its own
        key = (plan.entity_type, f"{plan.entity_type}-{number}")
        first[key] = plan.record(books.package, number, sound=plan.later)
        if plan.later:
            later[key] = plan.record(books.package, number)
    return first, later


def judge(books: TriedBooks, records: Mapping[Key, Record]) -> None:
    """Send, diagnose, and let the package decide."""
    world, told = books.world, dict[Key, Diagnosis]()
    for (entity_type, record_id), record in records.items():
        world.clock.advance(30)  # the look-ups have their share of the request budget
        try:
            books.put(entity_type, record_id, record)
        except InvalidInput:
            continue  # what is not even accepted is told at once
        language = ("en", "fr")[len(told) % 2]
        told[entity_type, record_id] = world.diagnose_record(COMPANY, entity_type, record_id, language)
    world.run()
    wrong = [f"{key} {records[key]}: {each}" for key in told for each in objections(books, key, told[key])]
    assert wrong == []


def objections(books: TriedBooks, key: Key, told: Diagnosis) -> Iterator[str]:
    """What contradicts a diagnosis, now that the record was sent."""
    view = books.world.view(COMPANY, *key)
    yield from gaps(told)
    taken, problem = view.sync_state is SyncState.SYNCED, view.failure.problem if view.failure else None
    red = {check.id: {fault.code for fault in check.faults} for check in told.checks if check.passed is False}
    unsure = {check.id for check in told.checks if check.passed is None}
    if problem is not None and problem.code in ONLY_THERE:
        return
    if told.passed and not taken:
        yield f"is green, but {view.sync_state}: {problem}"
    elif not told.passed and not red and not unsure:
        yield "is neither green nor red"
    elif red and taken:
        yield f"is red for {red}, but the package took it"
    elif red and problem is not None and view.sync_state is SyncState.FAILED:
        codes = set[str]().union(*red.values())
        several = {"several_faults"} if len(codes) > 1 or unsure else set()
        if problem.code not in codes | several:
            yield f"is red for {red}, but failed for {problem}"
    elif unsure and not red and problem is not None:
        (check_id,) = sort_faults(view.record, [FieldFault(problem.field, problem.code)])
        if check_id not in unsure:
            yield f"{check_id} was green, but the package says {problem}"


def gaps(told: Diagnosis) -> Iterator[str]:
    """What a checklist lacks: the guide's order, words, what a red answer blocks, and who can mend it how."""
    order = [check.id for check in CHECKS]
    asked = [check.id for check in told.checks if check.id in order]
    if asked != sorted(asked, key=order.index):
        yield f"is asked in another order: {asked}"
    for check in told.checks:
        if not (check.title and check.detail):
            yield f"{check.id} says nothing"
        if check.passed is False and not all(remedy.steps for remedy in check.fix):
            yield f"{check.id} has a remedy without steps"
        if check.passed is False and check.id != "last_attempt" and not (check.blocks and check.fix):
            yield f"{check.id} is red, and says neither what it blocks nor how it is mended"
