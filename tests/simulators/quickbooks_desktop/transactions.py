"""Enter and change transactions."""

from copy import copy, deepcopy
from decimal import Decimal
from typing import Any

from . import settling
from .absorbing import absorb, check_required, check_sequence
from .closing import check_open
from .defaults import complete
from .errors import StatusError, invalid_value
from .kinds import TXN_KINDS, TxnKind
from .lines import added_lines, changed_lines, work_out_totals
from .lists import existing
from .postings import repost
from .records import Record
from .work import Work


def add_transaction(work: Work, entity: str, given: dict[str, Any]) -> Record:
    """Return the new transaction, which is in the file; nothing is in the file if it is refused.

    Raises:
        StatusError: As the vendor's rules say: closed period, references, amounts.
    """
    kind = TXN_KINDS[entity]
    fields: dict[str, Any] = {}
    absorb(work, fields, given, entity, changing=False)
    check_required(entity, fields)
    complete(work, kind, fields)
    check_open(work, entity, fields["TxnDate"])
    record = work.transaction(entity)
    record.fields = fields
    record.lines = added_lines(work, kind, given)
    plans = _amounts(work, kind, record, given)
    contents = work.contents
    contents.of(entity)[record.id] = record
    contents.by_id[record.id] = record
    _number(work, record)
    for plan in plans:
        settling.carry_out(work, plan, record)
    repost(work, record)
    return record


def change_transaction(work: Work, entity: str, identifier: str, given: dict[str, Any]) -> Record:
    """Return the transaction with what is given changed; nothing is changed if it is refused."""
    kind = TXN_KINDS[entity]
    record = existing(work, entity, identifier, "TxnID")
    work.check_free(record)
    check_sequence(record, given)
    check_open(work, entity, record.text("TxnDate"))
    draft = copy(record)
    draft.fields = deepcopy(record.fields)
    absorb(work, draft.fields, given, entity, changing=True)
    check_open(work, entity, draft.text("TxnDate"))
    draft.lines = changed_lines(work, kind, record, given)
    plans = _amounts(work, kind, draft, given)
    _keep_party(work, record, draft)
    _unnumber(work, record)
    if kind.pays and "AppliedToTxnMod" in given:
        settling.undo(work, record, only_own=True)
    for name in ("fields", "lines", "subtotal", "tax", "total"):
        setattr(record, name, getattr(draft, name))
    _number(work, record)
    for plan in plans:
        settling.carry_out(work, plan, record)
    repost(work, record)
    work.touch(record)
    return record


def _amounts(work: Work, kind: TxnKind, record: Record, given: dict[str, Any]) -> list[settling.Plan]:
    """Set the record's amounts; return what it is to settle, checked."""
    changing = record.id in work.contents.by_id
    if kind.lines:
        work_out_totals(work, kind, record)
        if changing:
            settling.check_not_oversettled(work, record)
    if kind.entity == "Invoice":
        return [settling.plan_credits(work, record, given.get("SetCredit", []))]
    if kind.entity == "Check":
        applied = [(each["TxnID"], Decimal(each.get("Amount") or "0")) for each in given.get("ApplyCheckToTxnAdd", ())]
        return [settling.plan_refund(work, record, applied, "Amount")]
    if kind.entity == "ARRefundCreditCard" and not changing:
        refunds = [(each["TxnID"], Decimal(each["RefundAmount"])) for each in given["RefundAppliedToTxnAdd"]]
        record.total = sum((amount for _, amount in refunds), record.total)
        return [settling.plan_refund(work, record, refunds, "RefundAmount")]
    return _payment(work, kind, record, given, changing=changing) if kind.pays else []


def _payment(
    work: Work, kind: TxnKind, record: Record, given: dict[str, Any], *, changing: bool
) -> list[settling.Plan]:
    listed = given.get("AppliedToTxnMod" if changing else "AppliedToTxnAdd")
    received = record.entity == "ReceivePayment"
    if received and "TotalAmount" in given:
        record.total = Decimal(given["TotalAmount"])
        if record.total < 0:
            raise invalid_value("TotalAmount", given["TotalAmount"], "The amount must not be negative.")
    if listed is None:
        if given.get("IsAutoApply") == "true":
            return [settling.plan_automatically(work, record)]
        settled = work.contents.used(record.id)
        plans: list[settling.Plan] = []
    else:
        plans = [settling.plan_payment(work, record, listed)]
        settled = plans[0].paid(record.id)
    if not received:
        if not changing or listed is not None:
            record.total = settled
    elif "TotalAmount" not in given and not changing:
        record.total = settled
    if settled > record.total:
        raise invalid_value("PaymentAmount", f"{settled:.2f}", "You cannot apply more than the amount of the payment.")
    record.fields.pop(kind.total, None)
    return plans


def _keep_party(work: Work, record: Record, draft: Record) -> None:
    linked = work.contents.onto.get(record.id) or work.contents.out_of.get(record.id)
    if linked and settling.party_of(record) != settling.party_of(draft):
        raise StatusError(
            3170,
            f"There was an error when modifying a {record.entity}. QuickBooks error message: "
            "The name of a transaction that is linked to others cannot be changed.",
        )


def _number(work: Work, record: Record) -> None:
    if number := record.text("RefNumber"):
        work.contents.numbers.setdefault((record.entity, number.casefold()), {})[record.id] = None


def _unnumber(work: Work, record: Record) -> None:
    holders = work.contents.numbers.get((record.entity, record.text("RefNumber").casefold()))
    if holders is not None:
        holders.pop(record.id, None)


def forget(work: Work, record: Record) -> None:
    """Take the transaction out of the file, with all that it settled and that settled it."""
    others = _joined(work, record)
    settling.undo(work, record)
    work.post(record, [])
    _unnumber(work, record)
    del work.contents.of(record.entity)[record.id]
    del work.contents.by_id[record.id]
    _repost_all(work, others)


def empty(work: Work, record: Record) -> None:
    """Void the transaction: its amounts are zero, it settles nothing, and its memo says so."""
    others = _joined(work, record)
    settling.undo(work, record)
    for lines in record.lines.values():
        for line in lines:
            for name in ("Amount", "Rate", "Cost", "Quantity"):
                if name in line:
                    line[name] = "0.00" if name == "Amount" else "0"
    record.subtotal = record.tax = record.total = Decimal("0.00")
    if not record.text("Memo").startswith("VOID:"):
        record.fields["Memo"] = f"VOID: {record.text('Memo')}".rstrip()
    work.post(record, [])
    work.touch(record)
    _repost_all(work, others)


def _joined(work: Work, record: Record) -> list[Record]:
    contents = work.contents
    ids = {each.source for each in contents.onto.get(record.id, ())}
    return [contents.by_id[identifier] for identifier in sorted(ids)]


def _repost_all(work: Work, records: list[Record]) -> None:
    for record in records:
        repost(work, record)
