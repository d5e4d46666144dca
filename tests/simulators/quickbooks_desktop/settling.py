"""What settles what: payments of bills and invoices, credits set against them, discounts, refunds of credits."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .errors import StatusError, invalid_value, missing, not_found
from .lists import existing
from .records import ZERO, Application, Record
from .references import resolve
from .work import Work

_TOO_MUCH = "You cannot pay more than the amount due."
_OTHER_PARTY = "The transaction to be paid belongs to another name."
_CREDITS = {"Bill": ("VendorCredit",)}
_AR_CREDITS = ("CreditMemo", "ReceivePayment")
_MONEY_FIELDS = ("VendorRef", "CustomerRef", "PayeeEntityRef")


@dataclass(slots=True)
class Plan:
    """Applications that were checked and are not made yet."""

    applications: list[Application]

    def paid(self, source: str) -> Decimal:
        """Return what the payment itself applies."""
        return sum((each.amount for each in self.applications if each.source == source), ZERO)


def due(work: Work, record: Record) -> Decimal:
    """Return the amount of a bill, an invoice or a refund that there is to settle."""
    if record.entity != "Check":
        return record.total
    accounts = work.contents.by_id
    receivable = (
        Decimal(line["Amount"])
        for line in record.lines.get("ExpenseLineRet", ())
        if "AccountRef" in line and accounts[line["AccountRef"]].text("AccountType") == "AccountsReceivable"
    )
    return sum(receivable, ZERO)


def open_amount(work: Work, record: Record) -> Decimal:
    """Return what is still to be settled of a bill or invoice, or still to be used of a credit or payment."""
    if record.entity in {"VendorCredit", "CreditMemo", "ReceivePayment"}:
        return record.total - work.contents.used(record.id)
    return due(work, record) - work.contents.settled(record.id)


def plan_payment(work: Work, payment: Record, given: list[dict[str, Any]]) -> Plan:
    """Check the AppliedToTxn entries of a payment.

    What the payment applied before counts as free again.

    Raises:
        StatusError: 3120 no such transaction, 3210 of another name, or more than is due or left of a credit.
    """
    plan = Plan([])
    for entry in given:
        target = _target(work, payment, entry["TxnID"])
        amount = Decimal(entry.get("PaymentAmount") or "0")
        discount = Decimal(entry.get("DiscountAmount") or "0")
        if discount and not entry.get("DiscountAccountRef"):
            raise missing("DiscountAccountRef")
        applied = Application(payment.id, target.id, amount, discount)
        for field, name in (("discount_account", "DiscountAccountRef"), ("discount_class", "DiscountClassRef")):
            setattr(applied, field, resolve(work, name, entry.get(name) or {}, payment.entity))
        set_here = [_credit(work, target, each, plan, payment.id) for each in entry.get("SetCredit", ())]
        left = _left(work, target, plan, payment.id)
        for part, field in ((amount, "PaymentAmount"), (discount, "DiscountAmount")):
            if part < 0 or part > left:
                raise invalid_value(field, f"{part:.2f}", _TOO_MUCH)
            left -= part
        plan.applications.append(applied)
        for credit in set_here:
            if credit.amount > left:
                raise invalid_value("AppliedAmount", f"{credit.amount:.2f}", _TOO_MUCH)
            left -= credit.amount
            plan.applications.append(credit)
    return plan


def plan_automatically(work: Work, payment: Record) -> Plan:
    """Apply a customer's payment to the oldest open invoices."""
    plan, left = Plan([]), payment.total
    invoices = [
        each for each in work.contents.of("Invoice").values() if each.text("CustomerRef") == payment.text("CustomerRef")
    ]
    for invoice in sorted(invoices, key=lambda each: each.text("TxnDate")):
        amount = min(left, open_amount(work, invoice))
        if amount > 0:
            plan.applications.append(Application(payment.id, invoice.id, amount))
            left -= amount
    return plan


def plan_credits(work: Work, invoice: Record, given: list[dict[str, Any]]) -> Plan:
    """Check the credits that are set against an invoice as it is entered."""
    plan = Plan([])
    left = invoice.total - work.contents.settled(invoice.id)
    for each in given:
        credit = _credit(work, invoice, each, plan, "")
        if credit.amount > left:
            raise invalid_value("AppliedAmount", f"{credit.amount:.2f}", _TOO_MUCH)
        left -= credit.amount
        plan.applications.append(credit)
    return plan


def plan_refund(work: Work, refund: Record, given: list[tuple[str, Decimal]], field: str) -> Plan:
    """Check that the credits ``given`` (id, amount) are the customer's and have so much left to be refunded."""
    plan = Plan([])
    for identifier, amount in given:
        source = _of_kinds(work, identifier, _AR_CREDITS)
        _check_party(refund, source)
        left = open_amount(work, source) - plan.paid(source.id)
        if amount > left:
            raise invalid_value(field, f"{amount:.2f}", "You cannot refund more than the credit that remains.")
        plan.applications.append(Application(source.id, refund.id, amount))
    return plan


def carry_out(work: Work, plan: Plan, by: Record) -> None:
    """Make the applications, and note that what they join besides ``by`` itself is modified."""
    contents = work.contents
    for each in plan.applications:
        contents.onto.setdefault(each.target, []).append(each)
        contents.out_of.setdefault(each.source, []).append(each)
        if each.through:
            contents.through.setdefault(each.through, []).append(each)
        _touch(work, each, by)


def undo(work: Work, record: Record, *, only_own: bool = False) -> None:
    """Take back what the record settles, the credits that were set in it and, unless ``only_own``, what settles it."""
    contents = work.contents
    gone = [*contents.out_of.get(record.id, ()), *contents.through.get(record.id, ())]
    if not only_own:
        gone += contents.onto.get(record.id, ())
    for each in gone:
        contents.onto[each.target] = [other for other in contents.onto[each.target] if other is not each]
        contents.out_of[each.source] = [other for other in contents.out_of[each.source] if other is not each]
        if each.through:
            contents.through[each.through] = [other for other in contents.through[each.through] if other is not each]
        _touch(work, each, record)


def _touch(work: Work, application: Application, by: Record) -> None:
    if work.linking_touches:
        for identifier in {application.source, application.target} - {by.id}:
            if record := work.contents.by_id.get(identifier):
                work.touch(record)


def _target(work: Work, payment: Record, identifier: str) -> Record:
    kinds = ("Invoice", "Check") if payment.entity == "ReceivePayment" else ("Bill",)
    target = _of_kinds(work, identifier, kinds)
    work.check_free(target, related=True)
    _check_party(payment, target)
    control = "ARAccountRef" if payment.entity == "ReceivePayment" else "APAccountRef"
    if target.entity != "Check" and payment.text(control) != target.text(control):
        raise invalid_value(control, payment.text(control), "The transaction to be paid is in another account.")
    return target


def _of_kinds(work: Work, identifier: str, kinds: tuple[str, ...]) -> Record:
    found = work.contents.by_id.get(identifier)
    if found is None or found.entity not in kinds:
        existing(work, kinds[0], identifier, "TxnID")
        raise not_found(identifier)
    return found


def _check_party(one: Record, other: Record) -> None:
    """The names must be the same: of a customer and its jobs, too, each is a name of its own."""
    if party_of(one) != party_of(other):
        raise invalid_value("TxnID", other.id, _OTHER_PARTY)


def party_of(record: Record) -> str:
    """Return the ListID of the vendor or customer; of a check without a payee, the customer of its line."""
    for name in _MONEY_FIELDS:
        if party := record.text(name):
            return party
    return next((line["CustomerRef"] for line in record.lines.get("ExpenseLineRet", ()) if "CustomerRef" in line), "")


def _credit(work: Work, target: Record, given: dict[str, Any], plan: Plan, through: str) -> Application:
    source = _of_kinds(work, given["CreditTxnID"], _CREDITS.get(target.entity, _AR_CREDITS))
    _check_party(target, source)
    amount = Decimal(given["AppliedAmount"])
    freed = sum((each.amount for each in work.contents.through.get(through, ()) if each.source == source.id), ZERO)
    if amount <= 0 or amount > open_amount(work, source) + freed - plan.paid(source.id):
        raise invalid_value("AppliedAmount", f"{amount:.2f}", "You cannot apply more than the credit that remains.")
    return Application(source.id, target.id, amount, through=through)


def _left(work: Work, target: Record, plan: Plan, payment: str) -> Decimal:
    """Return what is due of the target, without what this payment applied before, less what is planned."""
    others = [each for each in work.contents.onto.get(target.id, ()) if payment not in {each.source, each.through}]
    planned = [each for each in plan.applications if each.target == target.id]
    return due(work, target) - sum((each.amount + each.discount for each in [*others, *planned]), ZERO)


def check_not_oversettled(work: Work, record: Record) -> None:
    """Raise 3170 if more is settled, or used, of the record than its new amount."""
    if open_amount(work, record) < 0:
        raise StatusError(
            3170, f"There was an error when modifying a {record.entity}. QuickBooks error message: {_TOO_MUCH}"
        )
