"""Who approves a bill: by the rule of its vendor, of its lines' classes, or of their GL accounts (B14). Pure.

Vendor comes before class, class before GL account, unless the settings say another `hierarchy`; a vendor's rule that is
to come first does so whatever the hierarchy says. The first kind with a rule that names somebody decides alone; of that
kind the rules of all lines count, in the order of the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, get_args

from .settings import ApprovalSettings, RuleKind, VendorRule

KINDS: Final[tuple[RuleKind, ...]] = get_args(RuleKind)

Names = frozenset[str]
"""All that one account goes by: its code in the package, the record id it is mapped to."""


class Why(StrEnum):
    """Why a rule counts, or does not."""

    VENDOR_FIRST = "vendor_first"
    """It counts: the vendor's rule is to come first."""
    HIERARCHY = "hierarchy"
    """It counts: its kind is the first of the hierarchy that has a rule for this bill."""
    PASSED_OVER = "passed_over"
    """A rule of another kind comes first."""
    NO_APPROVERS = "no_approvers"
    """It names nobody."""
    NOT_IN_HIERARCHY = "not_in_hierarchy"
    """The settings leave its kind out."""
    NO_RULE = "no_rule"
    """Nothing of this kind that the bill has is named by a rule."""


@dataclass(frozen=True, slots=True)
class Coding:
    """What decides about a bill: its vendor, and the classes and accounts of its lines in their order.

    `of_vendor` are the approvers on the vendor's own record; a rule of the settings that names somebody goes before
    them. `names` has what else a rule's account goes by.
    """

    vendor: str
    classes: Sequence[str] = ()
    accounts: Sequence[Names] = ()
    of_vendor: Sequence[str] = ()
    names: Mapping[str, Names] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Considered:
    """One rule, by its kind and its key in the settings; the key is empty where there is no rule of the kind."""

    kind: RuleKind
    key: str
    approvers: tuple[str, ...]
    why: Why

    @property
    def counts(self) -> bool:
        """Whether it is one of those that decide."""
        return self.why in {Why.VENDOR_FIRST, Why.HIERARCHY}


@dataclass(frozen=True, slots=True)
class Routing:
    """Who approves a bill, each once and in the order of the rules; nobody when no rule names anybody for it."""

    approvers: tuple[str, ...]
    considered: tuple[Considered, ...]

    @property
    def deciding(self) -> tuple[Considered, ...]:
        """The rules that decide; all of one kind."""
        return tuple(each for each in self.considered if each.counts)


def route(coding: Coding, settings: ApprovalSettings) -> Routing:
    """Who approves a bill, with every rule that was looked at: first those in force, then those left out."""
    rule = _vendor_rule(coding, settings)
    goes_first = rule is not None and rule.first
    order = list(dict.fromkeys(["vendor", *settings.hierarchy] if goes_first else settings.hierarchy))
    considered: list[Considered] = []
    decided = False
    for kind in (*order, *(each for each in KINDS if each not in order)):
        reason = Why.VENDOR_FIRST if kind == "vendor" and goes_first else Why.HIERARCHY
        if kind not in order:
            reason = Why.NOT_IN_HIERARCHY
        elif decided:
            reason = Why.PASSED_OVER
        rules = [*_rules(kind, coding, settings, rule)]
        found = [
            Considered(kind, key, approvers, reason if approvers else Why.NO_APPROVERS) for key, approvers in rules
        ]
        decided = decided or any(each.counts for each in found)
        considered += found or [Considered(kind, "", (), Why.NO_RULE)]
    approvers = dict.fromkeys(name for each in considered if each.counts for name in each.approvers)
    return Routing(tuple(approvers), tuple(considered))


def _vendor_rule(coding: Coding, settings: ApprovalSettings) -> VendorRule | None:
    """The rule of the settings, filled with the approvers on the vendor's record where it names nobody itself."""
    rule = settings.vendors.get(coding.vendor)
    if coding.of_vendor and (rule is None or not rule.approvers):
        return VendorRule(approvers=list(coding.of_vendor), first=rule is not None and rule.first)
    return rule


def _rules(
    kind: RuleKind, coding: Coding, settings: ApprovalSettings, of_vendor: VendorRule | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The rules of a kind that are about this bill, by key, each once."""
    if kind == "vendor":
        if of_vendor is not None:
            yield coding.vendor, _each_once(of_vendor.approvers)
        return
    rules = settings.classes if kind == "class" else settings.accounts
    keys = _class_keys(coding, settings) if kind == "class" else _account_keys(coding, settings)
    for key in dict.fromkeys(keys):
        yield key, _each_once(rules[key])


def _class_keys(coding: Coding, settings: ApprovalSettings) -> Iterator[str]:
    for name in coding.classes:
        yield from (key for key in settings.classes if _plain(key) == _plain(name))


def _account_keys(coding: Coding, settings: ApprovalSettings) -> Iterator[str]:
    for names in coding.accounts:
        yield from (key for key in settings.accounts if names & ({key} | coding.names.get(key, frozenset())))


def _each_once(approvers: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(approvers))


def _plain(name: str) -> str:
    """Packages do not tell classes apart by case or spaces."""
    return " ".join(name.split()).casefold()
