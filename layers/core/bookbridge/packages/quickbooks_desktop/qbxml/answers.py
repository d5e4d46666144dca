"""Answers of QuickBooks Desktop, read from the document that the connector brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bookbridge.domain.errors import UnreadableAnswer
from bookbridge.xml_documents import XmlRefused, parse

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_BYTES: Final = 10_000_000
"""More than API Gateway takes; pages are asked for in sizes that stay far below."""

_FIRST_ERROR: Final = 1000
_RETURNED: Final = ("Ret", "ErrorRecovery")

_REPEATABLE: Final = frozenset(
    {
        "AdditionalContactRef",
        "AdditionalNotesRet",
        "AppliedToTxnRet",
        "ContactsRet",
        "CreditMemoLineGroupRet",
        "CreditMemoLineRet",
        "DataExtRet",
        "DepositLineRet",
        "ExpenseLineRet",
        "InvoiceLineGroupRet",
        "InvoiceLineRet",
        "ItemGroupLineRet",
        "ItemLineRet",
        "JournalCreditLine",
        "JournalDebitLine",
        "LinkedTxn",
        "PrefillAccountRef",
        "RefundAppliedToTxnRet",
        "SalesReceiptLineGroupRet",
        "SalesReceiptLineRet",
        "SetCredit",
        "ShipToAddress",
        "SupportedQBXMLVersion",
        "TaxLineInfoRet",
    }
)
"""Elements of answers that the schema lets repeat."""


@dataclass(frozen=True, slots=True)
class Row:
    """One object of an answer: `kind` is `BillRet`, `fields` its elements by name.

    Values are texts, nested dicts, and lists for what the schema lets repeat (always lists then). What a void or
    deletion tells stands in one row whose kind is `TxnVoid`, `TxnDel` or `ListDel`.
    """

    kind: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request.

    `remaining` and `iterator` belong to a listing that goes on; `count` is what `metaData` asked for.
    """

    request_id: str
    kind: str
    status: int
    severity: str
    message: str
    rows: tuple[Row, ...] = ()
    remaining: int | None = None
    iterator: str = ""
    count: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether the request was refused: such an answer carries no rows."""
        return self.status >= _FIRST_ERROR


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of a document: `by_id` those whose request had an id, `in_order` all.

    `message_set_status` is a number of `message_sets.MessageSetStatus`; None when the message had no such id.
    """

    by_id: Mapping[str, Answer]
    message_set_status: int | None = None
    in_order: tuple[Answer, ...] = ()


def read(text: str) -> Answers:
    """Read a document of answers. Raises `UnreadableAnswer`: not XML, half of it, another root, too large."""
    try:
        root = parse(text, max_bytes=MAX_BYTES)
    except XmlRefused as error:
        raise UnreadableAnswer(f"QuickBooks' answer cannot be read: {error}") from None
    if root.tag != "QBXML" or len(root) != 1 or root[0].tag != "QBXMLMsgsRs":
        raise UnreadableAnswer("this is no answer of QuickBooks: it is not one QBXMLMsgsRs in a QBXML")
    messages = root[0]
    answers = tuple(map(_answer, messages))
    by_id = {answer.request_id: answer for answer in answers if answer.request_id}
    if len(by_id) != sum(bool(answer.request_id) for answer in answers):
        raise UnreadableAnswer("QuickBooks answered a request twice")
    return Answers(by_id, _number(messages, "messageSetStatusCode"), answers)


def _answer(element: Element) -> Answer:
    status = _number(element, "statusCode")
    if status is None:
        raise UnreadableAnswer(f"QuickBooks' {element.tag} has no status")
    kind = str(element.tag)
    return Answer(
        request_id=element.get("requestID", ""),
        kind=kind,
        status=status,
        severity=element.get("statusSeverity", ""),
        message=element.get("statusMessage", ""),
        rows=_rows(element, kind.removesuffix("Rs")),
        remaining=_number(element, "iteratorRemainingCount"),
        iterator=element.get("iteratorID", ""),
        count=_number(element, "retCount"),
    )


def _rows(element: Element, kind: str) -> tuple[Row, ...]:
    rows = tuple(Row(child.tag, fields_of(child)) for child in element if child.tag.endswith(_RETURNED))
    own = {child.tag: _value(child) for child in element if not child.tag.endswith(_RETURNED)}
    return (*rows, Row(kind, own)) if own else rows


def fields_of(element: Element) -> dict[str, Any]:
    """The elements inside of one, by name."""
    fields: dict[str, Any] = {}
    for child in element:
        name = child.tag
        value = fields_of(child) if len(child) else child.text or ""
        if name in _REPEATABLE:
            fields.setdefault(name, []).append(value)
        elif name not in fields:
            fields[name] = value
        elif isinstance(known := fields[name], list):
            known.append(value)
        else:
            fields[name] = [known, value]
    return fields


def _value(element: Element) -> Any:  # noqa: ANN401 - a text or what stands inside
    return fields_of(element) if len(element) else element.text or ""


def _number(element: Element, name: str) -> int | None:
    text = element.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise UnreadableAnswer(f"QuickBooks says {name}={text[:20]!r}, which is no number")
    return int(text)
