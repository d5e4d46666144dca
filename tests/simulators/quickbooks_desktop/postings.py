"""What a transaction adds to the balances of accounts, vendors and customers."""

from decimal import Decimal

from .kinds import TXN_KINDS, TxnKind
from .lines import OVERRIDE
from .records import ZERO, Record
from .references import first_account
from .settling import due, party_of
from .work import Work

Effects = list[tuple[str, Decimal]]
_DEBIT_TYPES = frozenset({"AccountsReceivable", "Bank", "CostOfGoodsSold", "Expense", "FixedAsset", "OtherAsset"}) | {
    "OtherCurrentAsset",
    "OtherExpense",
}


def repost(work: Work, record: Record) -> None:
    """Bring the balances up to date with the transaction and what it settles."""
    work.post(record, _effects(work, record))


def _effects(work: Work, record: Record) -> Effects:
    kind = TXN_KINDS[record.entity]
    effects: Effects = []
    sign = -1 if kind.credit else 1
    discounts = ZERO
    for each in work.contents.out_of.get(record.id, ()) if kind.pays else ():
        if each.discount:
            discounts += each.discount
            _post(
                work,
                effects,
                each.discount_account,
                each.discount if kind.control == "ARAccountRef" else -each.discount,
            )
    for lines in record.lines.values():
        for line in lines:
            if "Amount" in line:
                amount = Decimal(line["Amount"]) * sign
                _post(work, effects, _line_account(work, kind, line), -amount if kind.sale else amount)
    if record.tax:
        _post(work, effects, _tax_account(work), -record.tax * sign)
    # Of a payment's whole amount, money moves and the debt goes; of a bill or sale, the debt or the money grows.
    total = (record.total + discounts) * sign
    purchase = kind.control != "ARAccountRef" and not kind.sale
    if record.entity == "ARRefundCreditCard":
        _post(work, effects, record.text(kind.control), total)
        _post(work, effects, record.text(kind.money), -record.total)
    elif kind.pays:
        _post(work, effects, record.text(kind.control), total if purchase else -total)
        _post(work, effects, record.text(kind.money), -record.total if purchase else record.total)
    else:
        _post(work, effects, record.text(kind.control or kind.money), -total if purchase else total)
    party = -total if kind.pays else total if kind.control else due(work, record) if record.entity == "Check" else ZERO
    if party and (name := party_of(record)):
        effects.append((name, party))
    return effects


def _post(work: Work, effects: Effects, account: str, debit: Decimal) -> None:
    found = work.contents.by_id.get(account)
    if found is not None and debit:
        effects.append((account, debit if found.text("AccountType") in _DEBIT_TYPES else -debit))


def _line_account(work: Work, kind: TxnKind, line: dict[str, str]) -> str:
    if account := line.get("AccountRef") or line.get(OVERRIDE):
        return account
    item = work.contents.by_id.get(line.get("ItemRef", ""))
    if item is None:
        return ""
    one, both = item.fields.get("SalesOrPurchase"), item.fields.get("SalesAndPurchase") or item.fields
    if one:
        return str(one.get("AccountRef", ""))
    if kind.sale:
        return str(both.get("IncomeAccountRef") or item.text("AccountRef"))
    return str(both.get("ExpenseAccountRef") or both.get("COGSAccountRef") or "")


def _tax_account(work: Work) -> str:
    account = first_account(work, "OtherCurrentLiability", "Sales Tax Payable")
    return account.id if account else ""
