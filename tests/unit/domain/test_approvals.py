"""Approvers by vendor, class and GL account, as the guide "Bill Approval" tells it (B14)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.domain.approvals import KINDS, Coding, Routing, Why, route
from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.settings import ApprovalSettings, parse_settings

pytestmark = [pytest.mark.unit, pytest.mark.requirement("B14")]

RULES: dict[str, Any] = {
    "vendors": {"birch": {"approvers": ["vera"]}},
    "classes": {"Sales": ["carl", "cora"], "Ops": ["otto", "cora"]},
    "accounts": {"6000": ["anna"], "6100": ["abel"]},
}


def account(*names: str) -> frozenset[str]:
    return frozenset(names)


def routed(coding: Coding, **changed: Any) -> Routing:
    return route(coding, ApprovalSettings.model_validate({**RULES, **changed}))


def told(routing: Routing) -> list[tuple[str, str, str]]:
    return [(each.kind, each.key, each.why.value) for each in routing.considered]


FULL = Coding("birch", ("Sales",), (account("6000"),))


def test_the_vendor_goes_before_the_class_and_the_class_before_the_account() -> None:
    assert routed(FULL).approvers == ("vera",)
    assert routed(Coding("cedar", ("Sales",), (account("6000"),))).approvers == ("carl", "cora")
    assert routed(Coding("cedar", (), (account("6000"),))).approvers == ("anna",)


def test_the_rules_that_are_passed_over_are_told() -> None:
    assert told(routed(FULL)) == [
        ("vendor", "birch", "hierarchy"),
        ("class", "Sales", "passed_over"),
        ("account", "6000", "passed_over"),
    ]


def test_the_settings_may_order_the_rules_otherwise() -> None:
    assert routed(FULL, hierarchy=["account", "class", "vendor"]).approvers == ("anna",)


def test_a_vendors_rule_can_be_put_first_whatever_the_hierarchy_says() -> None:
    first = {"birch": {"approvers": ["vera"], "first": True}}
    routing = routed(FULL, vendors=first, hierarchy=["account", "class"])
    assert routing.approvers == ("vera",)
    assert told(routing) == [
        ("vendor", "birch", "vendor_first"),
        ("account", "6000", "passed_over"),
        ("class", "Sales", "passed_over"),
    ]
    other = Coding("cedar", ("Sales",), (account("6000"),))
    assert routed(other, vendors=first, hierarchy=["account", "class"]).approvers == ("anna",)


def test_all_rules_of_the_deciding_kind_count_in_the_order_of_the_lines_each_approver_once() -> None:
    routing = routed(Coding("cedar", ("Ops", "Sales", "Ops", "Unknown"), (account("6000"),)))
    assert routing.approvers == ("otto", "cora", "carl")
    assert [each.key for each in routing.deciding] == ["Ops", "Sales"]


def test_a_kind_that_is_left_out_of_the_hierarchy_decides_nothing() -> None:
    routing = routed(FULL, hierarchy=["account"])
    assert routing.approvers == ("anna",)
    assert ("vendor", "birch", "not_in_hierarchy") in told(routing)


def test_a_rule_that_names_nobody_leaves_the_bill_to_the_next_kind() -> None:
    routing = routed(FULL, vendors={"birch": {"approvers": []}}, classes={"Sales": []})
    assert routing.approvers == ("anna",)
    assert told(routing)[:2] == [("vendor", "birch", "no_approvers"), ("class", "Sales", "no_approvers")]


def test_nobody_approves_what_no_rule_is_about() -> None:
    routing = routed(Coding("cedar", ("Unknown",), (account("9999"),)))
    assert routing.approvers == ()
    assert routing.deciding == ()
    assert told(routing) == [(kind, "", "no_rule") for kind in KINDS]


def test_approvers_on_the_vendors_record_count_where_the_settings_name_nobody_for_it() -> None:
    of_vendor = Coding("cedar", ("Sales",), of_vendor=("vito",))
    assert routed(of_vendor).approvers == ("vito",)
    assert routed(Coding("birch", of_vendor=("vito",))).approvers == ("vera",)
    first = {"cedar": {"first": True}}
    assert routed(of_vendor, vendors=first, hierarchy=["class", "vendor"]).approvers == ("vito",)
    assert routed(of_vendor, hierarchy=["class", "vendor"]).approvers == ("carl", "cora")


def test_an_account_is_known_by_its_code_and_by_the_record_it_is_mapped_to() -> None:
    by_record = Coding("cedar", accounts=(account("acc-travel", "6100"),))
    assert routed(by_record).approvers == ("abel",)
    by_code = Coding("cedar", accounts=(account("6100"),), names={"acc-travel": account("acc-travel", "6100")})
    assert routed(by_code, accounts={"acc-travel": ["tina"]}).approvers == ("tina",)


def test_classes_are_not_told_apart_by_case_or_spaces() -> None:
    assert routed(Coding("cedar", (" sales ",))).approvers == ("carl", "cora")


NAMES = st.sampled_from(["a", "b", "c", "d"])
APPROVERS = st.lists(NAMES, max_size=3)
SETTINGS = st.fixed_dictionaries(
    {
        "hierarchy": st.permutations(KINDS).flatmap(
            lambda kinds: st.integers(0, 3).map(lambda number: list(kinds)[:number])
        ),
        "vendors": st.dictionaries(NAMES, st.fixed_dictionaries({"approvers": APPROVERS, "first": st.booleans()})),
        "classes": st.dictionaries(NAMES, APPROVERS),
        "accounts": st.dictionaries(NAMES, APPROVERS),
    }
).map(ApprovalSettings.model_validate)
CODINGS = st.builds(
    Coding,
    vendor=NAMES,
    classes=st.lists(NAMES, max_size=4),
    accounts=st.lists(NAMES.map(account), max_size=4),
    of_vendor=st.lists(NAMES, max_size=2),
)


@given(CODINGS, SETTINGS)
def test_whatever_the_rules_one_kind_decides_and_each_approver_is_there_once(
    coding: Coding, settings: ApprovalSettings
) -> None:
    routing = route(coding, settings)
    assert len(set(routing.approvers)) == len(routing.approvers)
    assert len({each.kind for each in routing.deciding}) <= 1
    assert {each.kind for each in routing.considered} == set(KINDS)
    assert set(routing.approvers) == {name for each in routing.deciding for name in each.approvers}
    allowed = {*settings.hierarchy, "vendor"} if _goes_first(coding, settings) else set(settings.hierarchy)
    assert {each.kind for each in routing.deciding} <= allowed
    named = [each for each in routing.considered if each.approvers and each.kind in allowed]
    assert bool(routing.approvers) == bool(named)


@given(CODINGS, SETTINGS)
def test_a_vendor_rule_that_is_first_and_names_somebody_always_decides(
    coding: Coding, settings: ApprovalSettings
) -> None:
    rule = settings.vendors.get(coding.vendor)
    routing = route(coding, settings)
    if rule is not None and rule.first and rule.approvers:
        assert routing.approvers == tuple(dict.fromkeys(rule.approvers))
        assert [each.why for each in routing.deciding] == [Why.VENDOR_FIRST]


def _goes_first(coding: Coding, settings: ApprovalSettings) -> bool:
    rule = settings.vendors.get(coding.vendor)
    return rule is not None and rule.first


@pytest.mark.parametrize(
    ("approvals", "field", "words"),
    [
        ({"hierarchy": ["vendor", "vendor"]}, "settings.approvals.hierarchy", "must name each kind of rule once"),
        ({"hierarchy": ["colour"]}, "settings.approvals.hierarchy.0", "must be one of"),
        ({"vendors": {"birch": {"approvers": [" "]}}}, "settings.approvals.vendors.birch.approvers.0", "at least 1"),
        ({"teams": {}}, "settings.approvals.teams", "is not a setting"),
        ({"classes": {str(key): [] for key in range(501)}}, "settings.approvals.classes", "at most 500"),
    ],
)
def test_rules_that_cannot_be_are_refused(approvals: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_settings({"approvals": approvals})
    (fault,) = refused.value.faults
    assert fault.field == field
    assert words in fault.message
