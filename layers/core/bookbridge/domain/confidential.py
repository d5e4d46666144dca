"""What leaves the house in a support ticket: secrets and personal details masked, and no larger than a ticket takes.

Masked are fields that hold such things, by their names; and in every text, except ids, dates and amounts: e-mail
addresses, tokens and keys, the query of an address (where signatures are), account, card and telephone numbers (eight
digits or more). A mask tells how long the value was, which explains many failures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

MAX_CHARACTERS: Final = 500_000
"""Of a whole hand-over, as JSON."""

_LIMITS: Final = ((20_000, 1_000), (4_000, 100), (500, 20), (100, 5))
"""Characters of one text and entries of one list: the first pair with which the whole fits counts."""

_MASKED: Final = frozenset(
    {"ach", "default_payment_type", "email", "emails", "owner", "administrators", "phone", "fax", "mobile"}
    | {"line1", "line2", "postal_code", "user_name", "caller", "path"}
)
"""Fields that are masked whole: bank details, addresses, and who works where on what computer."""

_SECRET: Final = re.compile(
    r"token|secret|passw|api_?key|private_?key|authori[sz]ation_?(?:header|code)|ticket|credential|iban|routing|"
    r"sort_?code|account_number|card_number|\bssn\b|tax_?id",
    re.IGNORECASE,
)
"""Names of fields that are masked whole wherever they stand."""

_LINKS: Final = frozenset({"package_link"})
"""Addresses of pages of the accounting package: their query says which record, and nothing else."""

_NO_TEXT: Final = frozenset(
    {"company_id", "organisation_id", "record_id", "failure_id", "discrepancy_id", "session_id", "dispatch_id"}
    | {"operation_id", "package_id", "id", "key", "number", "record_number", "package_number", "package_version"}
    | {"version", "revision", "edition", "merged_into", "code", "package_code", "sku"}
    | {"customer", "vendor", "payee", "item", "account", "ap_account", "deposit_account", "pay_from_account"}
    | {"income_account", "expense_account", "tax_rate", "terms", "invoice", "bill", "due_date", "date"}
    | {"amount", "total", "unit_price", "unit_cost", "quantity", "percent", "discount_amount", "discount_percent"}
)
"""Fields of ids, references, dates and amounts: their digits are needed, and are nobody's bank account."""

_QUERY: Final = re.compile(r"(https?://)(?:[^\s/@]*@)?([^\s?#\"'<>]+)[?#][^\s\"'<>]*", re.IGNORECASE)
_USER: Final = re.compile(r"(https?://)[^\s/@]+@", re.IGNORECASE)
_SECRETS: Final = (
    r"\bey[JKL][\w-]+\.[\w-]+(?:\.[\w-]*)?",
    (
        r"(?i:\b(?:\w*token|\w*secret|\w*password|passwd|pwd|\w*api[_-]?key|authorization|ticket|signature|sig)"
        r"[\"']?\s*[=:]\s*[\"']?(?:bearer\s+|basic\s+)?[^\s\"'&,;}]+)"
    ),
    r"(?i:\b(?:bearer|basic)\s+[\w.~+/=-]{8,})",
    r"\bwhsec_[\w+/=-]+|\bA[KS]IA[0-9A-Z]{16}\b",
    r"[^\s@<>\"'(),;:=]{1,64}@[^\s@<>\"'(),;:]{1,255}\.\w{2,24}",
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b",
)
"""Tokens, keys and passwords, e-mail addresses, and account numbers as banks write them (IBAN)."""

_NUMBERS: Final = (
    r"(?<![\w.-])(?!\d{4}-\d\d-\d\d(?!\d))\+?\(?\d(?:[ ().-]{0,2}\d){7,}(?![\w-])",
    r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{32,}(?![\w-])",
)
"""Eight digits or more, however they are grouped; and long words that say nothing to anybody."""

_HIDDEN: Final = re.compile(f"({'|'.join(_SECRETS)})|{'|'.join(_NUMBERS)}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DECIMAL: Final = re.compile(r"\d+\.\d{1,4}")


def confidential(bundle: dict[str, Any], ids: Collection[str] = ()) -> dict[str, Any]:
    """The bundle without secrets and personal details, cut to size; `shortened` names what was cut, and how.

    `ids` are known ids of what the bundle is about, which stay as they are wherever they stand.
    """
    hidden = _Mask(frozenset(ids)).of(bundle, "")
    for longest_text, longest_list in _LIMITS:
        cutter = _Cutter(longest_text, longest_list)
        cut: dict[str, Any] = {**cutter.of(hidden, ""), "shortened": cutter.told}
        if len(json.dumps(cut, ensure_ascii=False)) <= MAX_CHARACTERS:
            return cut
    return {"shortened": ["everything: it is too large to be handed over"]}


def scrubbed(text: str, ids: Collection[str] = ()) -> str:
    """A text without addresses of people, secrets, and numbers of accounts, cards and telephones."""
    text = _QUERY.sub(r"\1\2?[masked]", text)
    text = _USER.sub(r"\1", text)

    def hide(found: re.Match[str]) -> str:
        value = found[0]
        harmless = not found[1] and (value in ids or _UUID.fullmatch(value) or _DECIMAL.fullmatch(value))
        return value if harmless else masked(value)

    return _HIDDEN.sub(hide, text)


def masked(value: object) -> str:
    """What stands in place of a value."""
    if isinstance(value, str):
        return f"[masked: {len(value)} characters]"
    return f"[masked: {len(value)} entries]" if isinstance(value, dict | list | tuple) else "[masked]"


@dataclass(frozen=True, slots=True)
class _Mask:
    ids: frozenset[str]

    def of(self, value: Any, name: str) -> Any:  # noqa: ANN401 - any JSON
        if value is None or isinstance(value, bool):
            return value
        if name in _MASKED or _SECRET.search(name):
            return masked(value) if value not in ("", [], {}) else value
        if isinstance(value, dict):
            return {scrubbed(str(key), self.ids): self.of(entry, str(key)) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(entry, name) for entry in value]
        if not isinstance(value, str) or name in _LINKS or name in _NO_TEXT or name.endswith("_at"):
            return value
        return scrubbed(value, self.ids)


@dataclass(slots=True)
class _Cutter:
    longest_text: int
    longest_list: int
    told: list[str] = field(default_factory=list)

    def of(self, value: Any, place: str) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, dict):
            return {key: self.of(entry, f"{place}.{key}" if place else key) for key, entry in self._kept(value, place)}
        if isinstance(value, list):
            left_out = len(value) - self.longest_list
            if left_out > 0:
                self._tell(f"{place}: the last {left_out} of {len(value)} entries are left out")
            return [self.of(entry, f"{place}[{index}]") for index, entry in enumerate(value[: self.longest_list])]
        if isinstance(value, str) and len(value) > self.longest_text:
            self._tell(f"{place}: the last {len(value) - self.longest_text} characters are left out")
            return value[: self.longest_text] + "…"
        return value

    def _kept(self, value: dict[str, Any], place: str) -> Iterator[tuple[str, Any]]:
        for index, entry in enumerate(value.items()):
            if index == self.longest_list:
                self._tell(f"{place}: {len(value) - index} of {len(value)} fields are left out")
                return
            yield entry

    def _tell(self, words: str) -> None:
        if len(self.told) < self.longest_list:
            self.told.append(words)
