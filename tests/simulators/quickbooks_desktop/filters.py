"""Which records a query means."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .errors import StatusError, invalid_id, invalid_reference
from .kinds import MIXED, NAMES, family
from .moments import instant
from .records import ZERO, Record
from .references import looks_like_an_id, named
from .settling import open_amount, party_of
from .work import Work

Test = Callable[[Record], bool]
_MATCHES: dict[str, Callable[[str, str], bool]] = {
    "StartsWith": str.startswith,
    "Contains": str.__contains__,
    "EndsWith": str.endswith,
}
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "LessThan": Decimal.__lt__,
    "LessThanEqual": Decimal.__le__,
    "Equal": lambda one, other: one == other,
    "GreaterThan": Decimal.__gt__,
    "GreaterThanEqual": Decimal.__ge__,
}
_ACCOUNTS = (
    "APAccountRef",
    "ARAccountRef",
    "AccountRef",
    "BankAccountRef",
    "CreditCardAccountRef",
    "DepositToAccountRef",
    "RefundFromAccountRef",
)


def by_name(work: Work, entities: tuple[str, ...], given: dict[str, Any]) -> tuple[list[Record], list[str]] | None:
    """Return the records that a query lists by id, number or full name, and what in vain; None if it lists none."""
    found: list[Record] = []
    missing: list[str] = []
    for field in ("ListID", "TxnID", "FullName", "RefNumber", "RefNumberCaseSensitive"):
        for wanted in given.get(field, ()):
            records = _listed(work, entities, field, wanted)
            found += records
            if not records:
                missing.append(wanted)
    return (found, missing) if found or missing else None


def _listed(work: Work, entities: tuple[str, ...], field: str, wanted: str) -> list[Record]:
    contents = work.contents
    if field in {"ListID", "TxnID"}:
        if not looks_like_an_id(wanted):
            raise invalid_id(wanted, "list ID" if field == "ListID" else "TxnID")
        record = contents.by_id.get(wanted)
        return [record] if record and record.entity in entities else []
    if field == "FullName":
        record = named(work, family(entities[0]), wanted)
        return [record] if record and record.entity in entities else []
    holders = [contents.by_id[each] for each in contents.numbers.get((entities[0], wanted.casefold()), ())]
    return [each for each in holders if field == "RefNumber" or each.text("RefNumber") == wanted]


def entities_of(query: str) -> tuple[str, ...]:
    """Return the kinds of records that a query answers with: those of ItemQuery are many."""
    return MIXED.get(query, (query,))


def tests(work: Work, given: dict[str, Any], *, listed: bool) -> list[Test]:
    """Return what a record must pass to be found by the filters of a query."""
    found = _list_tests(work, given) if listed else _txn_tests(work, given)
    modified = given if listed else given.get("ModifiedDateRangeFilter", {})
    first, last = span(work, modified, "FromModifiedDate", "ToModifiedDate")
    if first is not None:
        found.append(lambda record: record.modified >= first)
    if last is not None:
        found.append(lambda record: record.modified <= last)
    return found


def span(work: Work, given: dict[str, Any], first: str, last: str) -> tuple[int | None, int | None]:
    """Return the range of instants, both ends included; raise 3030 if it ends before it starts."""
    start = instant(given[first], first, work.zone) if given.get(first) else None
    end = instant(given[last], last, work.zone, last=True) if given.get(last) else None
    if start is not None and end is not None and start > end:
        raise StatusError(3030, "The date range is invalid: its start is after its end.")
    return start, end


def _list_tests(work: Work, given: dict[str, Any]) -> list[Test]:
    found: list[Test] = []
    status = given.get("ActiveStatus", "ActiveOnly")
    if status != "All":
        active = "true" if status == "ActiveOnly" else "false"
        found.append(lambda record: record.fields["IsActive"] == active)
    if chosen := given.get("NameFilter"):
        found.append(_matching(chosen["MatchCriterion"], chosen["Name"], work.contents.full_name))
    if chosen := given.get("NameRangeFilter"):
        found.append(_between(chosen, "FromName", "ToName", work.contents.full_name))
    if chosen := given.get("TotalBalanceFilter"):
        compare, amount = _COMPARISONS[chosen["Operator"]], Decimal(chosen["Amount"])
        found.append(lambda record: compare(work.contents.balances.get(record.id, ZERO), amount))
    found += [_one_of(field, given[field]) for field in ("AccountType", "PaymentMethodType") if given.get(field)]
    if chosen := given.get("ClassFilter"):
        classes = _chosen(work, chosen, ("Class",))
        found.append(lambda record: record.text("ClassRef") in classes)
    return found


def _txn_tests(work: Work, given: dict[str, Any]) -> list[Test]:
    found: list[Test] = []
    if chosen := given.get("TxnDateRangeFilter"):
        first, last = _dates(work, chosen)
        found.append(lambda record: first <= record.text("TxnDate") <= last)
    if chosen := given.get("EntityFilter"):
        parties = _chosen(work, chosen, NAMES)
        found.append(lambda record: party_of(record) in parties)
    if chosen := given.get("AccountFilter"):
        accounts = _chosen(work, chosen, ("Account",))
        found.append(lambda record: any(record.text(field) in accounts for field in _ACCOUNTS))
    if chosen := given.get("RefNumberFilter"):
        found.append(_matching(chosen["MatchCriterion"], chosen["RefNumber"], lambda record: record.text("RefNumber")))
    if chosen := given.get("RefNumberRangeFilter"):
        found.append(_between(chosen, "FromRefNumber", "ToRefNumber", lambda record: record.text("RefNumber")))
    status = given.get("PaidStatus", "All")
    if status != "All":
        found.append(lambda record: (open_amount(work, record) == 0) == (status == "PaidOnly"))
    return found


def _one_of(field: str, values: list[str]) -> Test:
    return lambda record: record.text(field) in values


def _matching(criterion: str, wanted: str, text: Callable[[Record], str]) -> Test:
    matches, folded = _MATCHES[criterion], wanted.casefold()
    return lambda record: matches(text(record).casefold(), folded)


def _between(given: dict[str, str], first: str, last: str, text: Callable[[Record], str]) -> Test:
    start, end = given.get(first, "").casefold(), given.get(last, "").casefold()
    if end and start > end:
        raise StatusError(3031, "The string range is invalid: its start is after its end.")
    return lambda record: start <= text(record).casefold() and (not end or text(record).casefold() <= end)


def _chosen(work: Work, given: dict[str, Any], entities: tuple[str, ...]) -> set[str]:
    """Return the ids of the entries that a filter names; raise 3140 if there is none of that name."""
    found: set[str] = set()
    for field in ("ListID", "FullName", "ListIDWithChildren", "FullNameWithChildren"):
        values = given.get(field, ())
        for wanted in [values] if isinstance(values, str) else values:
            if field.startswith("ListID"):
                record = work.contents.by_id.get(wanted)
            else:
                record = named(work, family(entities[0]), wanted)
            if record is None or record.entity not in entities:
                raise invalid_reference(family(entities[0]), wanted, "query")
            found |= _with_children(work, record.id) if field.endswith("WithChildren") else {record.id}
    return found


def _with_children(work: Work, identifier: str) -> set[str]:
    below = (_with_children(work, child) for child in work.contents.children.get(identifier, ()))
    return {identifier}.union(*below)


def _dates(work: Work, given: dict[str, str]) -> tuple[str, str]:
    today = work.today()
    if macro := given.get("DateMacro"):
        month = today.replace(day=1)
        before = month - timedelta(days=1)
        first, last = {
            "All": (date.min, date.max),
            "Today": (today, today),
            "Yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
            "ThisMonth": (month, (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)),
            "LastMonth": (before.replace(day=1), before),
            "ThisYear": (date(today.year, 1, 1), date(today.year, 12, 31)),
            "LastYear": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        }[macro]
        return first.isoformat(), last.isoformat()
    start, end = given.get("FromTxnDate", "0001-01-01"), given.get("ToTxnDate", "9999-12-31")
    if start > end:
        raise StatusError(3030, "The date range is invalid: its start is after its end.")
    return start, end
