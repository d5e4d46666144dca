"""What QuickBooks fills in where a new transaction says nothing."""

from datetime import date, timedelta
from typing import Any

from .errors import StatusError
from .kinds import TxnKind
from .references import first_account
from .work import Work

_CONTROL_TYPES = {"APAccountRef": "AccountsPayable", "ARAccountRef": "AccountsReceivable"}


def complete(work: Work, kind: TxnKind, fields: dict[str, Any]) -> None:
    """Fill in the date, the accounts, the terms, the due date, the tax item and the number."""
    fields.setdefault("TxnDate", work.today().isoformat())
    if kind.control and kind.control not in fields:
        fields[kind.control] = _account(work, _CONTROL_TYPES[kind.control], "")
    if kind.money == "DepositToAccountRef" and kind.money not in fields:
        fields[kind.money] = _account(work, "OtherCurrentAsset", "Undeposited Funds")
    if kind.entity == "ARRefundCreditCard" and kind.money not in fields:
        fields[kind.money] = _account(work, "OtherCurrentAsset", "Undeposited Funds")
    party = work.contents.by_id.get(fields.get(kind.party, ""))
    if party is not None and kind.entity in {"Bill", "Invoice", "CreditMemo"} and party.text("TermsRef"):
        fields.setdefault("TermsRef", party.text("TermsRef"))
    if kind.entity in {"Bill", "Invoice", "CreditMemo"} and "DueDate" not in fields:
        fields["DueDate"] = _due_date(work, kind, fields).isoformat()
    if kind.sale:
        _complete_sale(work, kind, fields)
    if kind.entity in {"BillPaymentCheck", "Check"}:
        fields.setdefault("IsToBePrinted", "false")


def _complete_sale(work: Work, kind: TxnKind, fields: dict[str, Any]) -> None:
    for name in ("IsPending", "IsToBePrinted", "IsToBeEmailed"):
        fields.setdefault(name, "false")
    fields.setdefault("RefNumber", str(_highest_number(work, kind) + 1))
    if not work.preferences.sales_tax:
        return
    customer = work.contents.by_id.get(fields.get("CustomerRef", ""))
    if customer is not None:
        if code := customer.text("SalesTaxCodeRef"):
            fields.setdefault("CustomerSalesTaxCodeRef", code)
        if item := customer.text("ItemSalesTaxRef"):
            fields.setdefault("ItemSalesTaxRef", item)
    if default := next(iter(work.contents.of("ItemSalesTax")), None):
        fields.setdefault("ItemSalesTaxRef", default)


def _highest_number(work: Work, kind: TxnKind) -> int:
    """Return the number of the latest transaction of the kind that has a plain number."""
    for record in reversed(work.contents.of(kind.entity).values()):
        if record.text("RefNumber").isdecimal():
            return int(record.text("RefNumber"))
    return 0


def _account(work: Work, account_type: str, name: str) -> str:
    account = first_account(work, account_type, name)
    if account is None:
        raise StatusError(3270, f"There is no {account_type} account to post to.")
    return account.id


def _due_date(work: Work, kind: TxnKind, fields: dict[str, Any]) -> date:
    start = date.fromisoformat(fields["TxnDate"])
    terms = work.contents.by_id.get(fields.get("TermsRef", ""))
    if terms is None:
        return start + timedelta(days=work.preferences.days_bills_are_due if kind.entity == "Bill" else 0)
    if terms.entity == "StandardTerms":
        return start + timedelta(days=int(terms.text("StdDueDays") or "0"))
    return _next_day(start, int(terms.text("DayOfMonthDue")), int(terms.text("DueNextMonthDays") or "0"))


def _next_day(start: date, day: int, too_near: int) -> date:
    """Return the next ``day`` of a month; that of the month after if it is within ``too_near`` days."""
    due = _in_month(start, day)
    if due < start:
        due = _in_month(_month_after(start), day)
    return _in_month(_month_after(due), day) if (due - start).days < too_near else due


def _in_month(month: date, day: int) -> date:
    last = (_month_after(month) - timedelta(days=1)).day
    return month.replace(day=min(day, last))


def _month_after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
