"""Records as QuickBooks returns them: every element in the schema's order, what is derived worked out."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, TypeAlias

from .kinds import NESTED, TXN_KINDS
from .lines import tax_rate
from .records import ZERO, Application, Record
from .schema import GRAMMAR
from .settling import open_amount
from .work import Work

_LINES = frozenset({"ExpenseLineRet", "ItemLineRet", "InvoiceLineRet", "CreditMemoLineRet", "SalesReceiptLineRet"})
_WITH_LINES = _LINES | {"AppliedToTxnRet", "RefundAppliedToTxnRet"}


Derive: TypeAlias = Callable[["Renderer", Record], Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a record is asked for: lines, links, certain elements only (all if there are none), whose own data."""

    lines: bool = True
    links: bool = True
    elements: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()


@lru_cache(maxsize=256)
def _elements(entity: str, wanted: Wanted) -> tuple[tuple[str, Derive | None], ...]:
    """Return what to return of records of the ``entity``, in order, and how to derive what is not kept."""
    total = TXN_KINDS[entity].total if entity in TXN_KINDS else ""
    return tuple(
        (
            name,
            _total if name == total else partial(Renderer.lines, name=name) if name in _LINES else _DERIVED.get(name),
        )
        for name in GRAMMAR.order(f"{entity}Ret")
        if (not wanted.elements or name in wanted.elements)
        and (wanted.lines or name not in _WITH_LINES)
        and (wanted.links or name != "LinkedTxn")
        and (wanted.owners or name != "DataExtRet")
    )


def _total(_: "Renderer", record: Record) -> str:
    return f"{record.total:.2f}"


class Renderer:
    """Render records of a file, many with the same wishes."""

    def __init__(self, work: Work, wanted: Wanted) -> None:
        """Remember the wishes; the file is read as each record is rendered."""
        self._work = work
        self._wanted = wanted
        self._credits: dict[str, Decimal] | None = None

    def render(self, record: Record) -> dict[str, Any]:
        """Return the elements of the record."""
        made: dict[str, Any] = {}
        for name, derive in _elements(record.entity, self._wanted):
            if derive is not None:
                value = derive(self, record)
            elif name in record.fields:
                value = self._value(name, record.fields[name])
            else:
                continue
            if value is not None and value != []:
                made[name] = value
        return made

    def lines(self, record: Record, name: str) -> list[dict[str, Any]]:
        return [self._line(name, line) for line in record.lines.get(name, ())]

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return self.reference(value) if name.endswith("Ref") else value
        if isinstance(value, list):
            if name == "DataExtRet":
                return [each for each in value if each["OwnerID"] in self._wanted.owners]
            return [self._value(name, each) for each in value]
        return {inner: self._value(inner, each) for inner, each in value.items()}

    def _line(self, name: str, line: dict[str, Any]) -> dict[str, Any]:
        known = GRAMMAR.children(name)
        made = {inner: self._value(inner, line[inner]) for inner in known if inner in line}
        return {inner: value for inner, value in made.items() if value != []}

    def reference(self, identifier: str) -> dict[str, str] | None:
        """Return a reference as ListID and the present FullName."""
        found = self._work.contents.by_id.get(identifier)
        return {"ListID": identifier, "FullName": self._work.contents.full_name(found)} if found else None

    def nested(self, record: Record) -> str | None:
        return self._work.contents.full_name(record) if record.entity in NESTED else None

    def sublevel(self, record: Record) -> str:
        return str(self._work.contents.full_name(record).count(":"))

    def moment(self, seconds: int) -> str:
        return self._work.moment(seconds)

    def balance(self, record: Record) -> str:
        return f"{self._work.contents.balances.get(record.id, ZERO):.2f}"

    def total_balance(self, record: Record) -> str:
        return f"{self._summed(record):.2f}"

    def _summed(self, record: Record) -> Decimal:
        contents = self._work.contents
        below = (self._summed(contents.by_id[child]) for child in contents.children.get(record.id, ()))
        return sum(below, contents.balances.get(record.id, ZERO))

    def open(self, record: Record) -> str:
        return f"{open_amount(self._work, record):.2f}"

    def is_paid(self, record: Record) -> str:
        return "true" if open_amount(self._work, record) == 0 else "false"

    def applied(self, record: Record) -> str:
        return f"{-self._work.contents.settled(record.id):.2f}"

    def tax(self, record: Record, amount: str) -> str | None:
        return amount if record.text("ItemSalesTaxRef") and self._work.preferences.sales_tax else None

    def rate(self, record: Record) -> str:
        return f"{tax_rate(self._work, record).normalize():f}"

    def unused_credits(self, record: Record) -> str:
        if self._credits is None:
            self._credits = {}
            for each in self._work.contents.of("CreditMemo").values():
                customer = each.text("CustomerRef")
                self._credits[customer] = self._credits.get(customer, ZERO) + open_amount(self._work, each)
        return f"{self._credits.get(record.text('CustomerRef'), ZERO):.2f}"

    def links(self, record: Record) -> list[dict[str, str]]:
        contents = self._work.contents
        onto = [self._link(each.source, -each.amount) for each in contents.onto.get(record.id, ()) if each.amount]
        out = [self._link(each.target, each.amount) for each in contents.out_of.get(record.id, ()) if each.amount]
        return onto + out

    def _link(self, identifier: str, amount: Decimal) -> dict[str, str]:
        return {**self._named(identifier), "LinkType": "AMTTYPE", "Amount": f"{amount:.2f}"}

    def _named(self, identifier: str) -> dict[str, str]:
        other = self._work.contents.by_id[identifier]
        made = {"TxnID": other.id, "TxnType": other.entity, "TxnDate": other.text("TxnDate")}
        if number := other.text("RefNumber"):
            made["RefNumber"] = number
        return made

    def applications(self, record: Record) -> list[dict[str, Any]]:
        return [self._application(each) for each in self._work.contents.out_of.get(record.id, ())]

    def _application(self, each: Application) -> dict[str, Any]:
        contents = self._work.contents
        made: dict[str, Any] = {
            **self._named(each.target),
            "BalanceRemaining": self.open(contents.by_id[each.target]),
            "Amount": f"{each.amount:.2f}",
        }
        if each.discount:
            made["DiscountAmount"] = f"{each.discount:.2f}"
            made["DiscountAccountRef"] = self.reference(each.discount_account)
            if each.discount_class:
                made["DiscountClassRef"] = self.reference(each.discount_class)
        set_here = [credit for credit in contents.through.get(each.source, ()) if credit.target == each.target]
        if set_here:
            made["LinkedTxn"] = [self._link(credit.source, -credit.amount) for credit in set_here]
        return made

    def refunds(self, record: Record) -> list[dict[str, Any]]:
        contents = self._work.contents
        return [
            {
                **self._named(each.source),
                "CreditRemaining": self.open(contents.by_id[each.source]),
                "RefundAmount": f"{each.amount:.2f}",
            }
            for each in contents.onto.get(record.id, ())
        ]


_DERIVED: dict[str, Derive] = {
    "AppliedAmount": Renderer.applied,
    "AppliedToTxnRet": Renderer.applications,
    "Balance": Renderer.balance,
    "BalanceRemaining": Renderer.open,
    "CreditRemaining": Renderer.open,
    "EditSequence": lambda _, record: str(record.edit_sequence),
    "FullName": Renderer.nested,
    "IsPaid": Renderer.is_paid,
    "LinkedTxn": Renderer.links,
    "ListID": lambda _, record: record.id,
    "OpenAmount": Renderer.open,
    "RefundAppliedToTxnRet": Renderer.refunds,
    "SalesTaxPercentage": lambda self, record: self.tax(record, self.rate(record)),
    "SalesTaxTotal": lambda self, record: self.tax(record, f"{record.tax:.2f}"),
    "Sublevel": Renderer.sublevel,
    "Subtotal": lambda _, record: f"{record.subtotal:.2f}",
    "TimeCreated": lambda self, record: self.moment(record.created),
    "TimeModified": lambda self, record: self.moment(record.modified),
    "TotalBalance": Renderer.total_balance,
    "TxnID": lambda _, record: record.id,
    "TxnNumber": lambda _, record: str(record.number),
    "UnusedCredits": Renderer.unused_credits,
    "UnusedPayment": Renderer.open,
}
