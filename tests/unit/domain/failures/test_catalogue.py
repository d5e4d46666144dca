from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Actor, Problem, Remedy
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.failures.rows import CatalogueError
from bookbridge.domain.records import Subject
from tests.unit.domain.failures.catalogues import row, small

pytestmark = pytest.mark.unit

BASE = (row("unknown_error"), row("no_description"))


def match(**more: Any) -> dict[str, Any]:
    return {"row": "unknown_error", "codes": ["1"], "example": "one"} | more


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "not JSON"),
        ("[]", "catalogue: must be an object"),
        ('{"rows": []}', "catalogue: version is missing"),
        ('{"version": 2}', "catalogue: version 2 is not known"),
        (small(colour="red"), "catalogue: colour is not known here"),
        (small({"code": "a"}), r"rows\[0\]: cause, remedies, retryable, title, watch is missing"),
        (small(row("Bad-Code")), r"rows\[0\].code: 'Bad-Code' is not in snake_case"),
        (small(row("a", title={"en": "Only English"})), "row 'a'.title: has no text in fr"),
        (small(row("a", title="bare")), "row 'a'.title: must be an object"),
        (small(row("a", title={"en": 1, "fr": "x"})), "row 'a'.title.en: must be a text, not 1"),
        (small(row("a", retryable="no")), "row 'a'.retryable: must be true or false"),
        (
            small(row("a", actions=["explode"])),
            "row 'a'.actions: 'explode' is none of 'resync', 'skip', 'clear', 'delete'",
        ),
        (small(row("a", watch="birds")), "row 'a'.watch: 'birds' is none of"),
        (small(row("a", remedies=[])), "row 'a'.remedies: at least one actor must be able to act"),
        (small(row("a", remedies={})), "row 'a'.remedies: must be a list"),
        (small(row("a", remedies=[{"actor": "nobody", "steps": []}])), "row 'a'.remedies.actor: 'nobody' is none of"),
        (small(row("a", remedies=[{"actor": "support", "steps": []}])), r"row 'a'.remedies\[support\]: has no steps"),
        (small(row("a"), row("a")), "row 'a' is there twice"),
        (
            small(row("a", remedies=[{"actor": "support", "steps": [{"en": "a", "fr": "b", "only_for": "cats"}]}])),
            r"row 'a'.remedies\[support\].only_for: 'cats' is none of",
        ),
        (small(made={"clash": {}}), "made.clash: must be a list"),
        (small(phrases={"menu": {"en": "Menu"}}), "phrases.menu: has no text in fr"),
        (small(phrases=[]), "phrases: must be an object"),
        (small(fields=[]), "fields: must be an object"),
        (small(*BASE, matches=[match(row="b")]), "matches: there is no row 'b'"),
        (small(*BASE, matches=[match(codes=[])]), r"matches\[0\]: needs codes or a text to match on"),
        (small(*BASE, matches=[match(codes=["9-1"])]), r"matches\[0\].codes: '9-1' is not a range"),
        (small(*BASE, matches=[match(entity_types=["car"])]), r"matches\[0\].entity_types: 'car' is none of customer"),
        (small(*BASE, matches=[match(target={"type": "kind"})]), r"matches\[0\].target: id is missing"),
    ],
)
def test_a_bad_catalogue_is_refused_with_the_place_and_the_reason(text: str, complaint: str) -> None:
    with pytest.raises(CatalogueError, match=complaint):
        Catalogue.from_json(text)


def test_a_later_file_extends_an_earlier_one_and_its_rules_come_first() -> None:
    first = small(*BASE, row("general"), matches=[match(row="general")])
    second = small(row("special"), matches=[match(row="special")], package="Books")
    assert Catalogue.from_json(first, second).match("1", "one", "invoice").row.code == "special"
    with pytest.raises(CatalogueError, match="row 'general' is there twice"):
        Catalogue.from_json(first, small(row("general")))


def test_each_package_has_its_own_phrases_for_the_same_row() -> None:
    menu = {"en": "Open[ {menu}].", "fr": "Ouvrez[ {menu}]."}
    rows = small(*BASE, row("a", cause=menu))
    one = small(package="One", phrases={"menu": {"en": "File", "fr": "Fichier"}})
    two = small(package="Two", phrases={"menu": {"en": "Gear", "fr": "Roue"}})
    both = Catalogue.from_json(rows, one, two)
    told = {
        package: both.wording(Catalogue.from_json(rows, own).problem_for("a", "bill", message="!"), "fr").cause
        for package, own in (("One", one), ("Two", two))
    }
    assert told == {"One": "Ouvrez Fichier.", "Two": "Ouvrez Roue."}


def test_a_code_of_our_own_without_a_row_is_an_error_of_the_programmer(shared: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="there is no row 'made_up'"):
        shared.problem_for("made_up", "invoice")


def test_what_our_own_checks_found_is_told_as_its_cause_when_nothing_else_is_said(shared: Catalogue) -> None:
    problem = shared.problem_for("closed_period", "bill", values={"closing_date": "2026-04-30"})
    assert problem.message == (
        "The date lies in a period that is closed in the accounting package (closed up to and including 2026-04-30); "
        "nothing in it can be created, changed or deleted."
    )


@pytest.mark.requirement("B13")
def test_all_faults_of_one_kind_are_one_problem_of_that_kind(shared: Catalogue) -> None:
    faults = [FieldFault(name, "is required", "required_field_missing") for name in ("vendor", "lines[0].account")]
    problem = shared.problem_for_faults(faults, "bill", watch="record#vendor#v-1")
    assert problem.code == "required_field_missing"
    assert problem.message == "vendor: is required; account, line 1: is required"
    assert problem.field == "vendor"
    assert problem.watch == "record#vendor#v-1"
    assert problem.remedies[0].steps[0] == "Fill in what is missing: vendor; account, line 1."


def test_faults_of_several_kinds_are_one_problem_that_names_them_all(shared: Catalogue) -> None:
    faults = [
        FieldFault("memo", "is too long", "string_too_long"),
        FieldFault("total", "is wrong", "a_code_without_row"),
        *(FieldFault(f"lines[{index}].amount", "is wrong", "amount_mismatch") for index in range(7)),
    ]
    problem = shared.problem_for_faults(faults, "invoice")
    assert problem.code == "several_faults"
    assert problem.values["field"] == "memo, total, lines[0].amount, lines[1].amount, lines[2].amount, …"
    assert problem.message.count("is wrong") == 8


def test_a_fault_without_a_row_of_its_own_is_an_invalid_value(shared: Catalogue) -> None:
    assert shared.problem_for_faults([FieldFault("date", "is no date")], "bill").code == "invalid_field"


@pytest.mark.requirement("F6", "F13")
def test_what_our_own_checks_found_is_told_with_its_values_in_every_language(catalogue: Catalogue) -> None:
    message = "has 30 characters, QuickBooks Online takes at most 21: shorten it"
    fault = FieldFault("number", message, "string_too_long", {"max": "21", "supplied": "30"})
    problem = catalogue.problem_for_faults([fault], "invoice")
    english, french = (catalogue.wording(problem, code) for code in ("en", "fr"))
    assert english.message == f"number: {message}"
    assert french.message == french.cause
    assert "(champ\u00a0: numéro)\u00a0: au plus 21 caractères, 30 envoyés" in french.cause
    assert "à 21 caractères au plus" in french.remedies[0].steps[0]


@pytest.mark.requirement("F13")
def test_several_faults_are_named_in_every_language(catalogue: Catalogue) -> None:
    faults = [FieldFault("vendor", "is required", "required_field_missing"), FieldFault("total", "is 1, but 2", "x")]
    problem = catalogue.problem_for_faults(faults, "bill")
    assert "(2)\u00a0: fournisseur; total." in catalogue.wording(problem, "fr").message


def test_a_fault_of_the_record_as_a_whole_names_no_field(catalogue: Catalogue) -> None:
    message = "the type “bill” is not among the entities to sync"
    problem = catalogue.problem_for_faults([FieldFault("(record)", message, "entity_type_not_synced")], "bill")
    assert problem.message == "The type “bill” is not among the entities to sync"
    assert (problem.field, problem.values.get("field")) == ("", None)
    mixed = [FieldFault("date", "is no date"), FieldFault("(record)", message, "entity_type_not_synced")]
    assert catalogue.problem_for_faults(mixed, "bill").message == f"date: is no date; {message}"


def test_what_a_package_said_stays_in_its_own_words_in_every_language(catalogue: Catalogue) -> None:
    problem = catalogue.match("6000", "Business Validation Error: …", "bill").problem(message="!", package_code="6000")
    assert {catalogue.wording(problem, code).message for code in ("en", "fr")} == {"!"}


@pytest.mark.requirement("A8")
def test_a_step_is_told_to_those_it_is_for() -> None:
    steps = [
        {"en": "Both.", "fr": "Les deux."},
        {"en": "Resync it.", "fr": "Resynchronisez.", "only_for": "record"},
        {"en": "It goes on.", "fr": "Cela reprend.", "only_for": "connection"},
    ]
    remedies = [{"actor": "support", "steps": steps}, {"actor": "user_in_app", "steps": steps[1:2]}]
    catalogue = Catalogue.from_json(small(*BASE, row("a", remedies=remedies)))

    def told(subject: Subject) -> list[tuple[str, tuple[str, ...]]]:
        return [(each.actor.value, each.steps) for each in catalogue.problem_for("a", subject).remedies]

    assert told("invoice") == [("support", ("Both.", "Resync it.")), ("user_in_app", ("Resync it.",))]
    assert told("connection") == [("support", ("Both.", "It goes on."))]


def test_a_made_value_is_the_first_text_whose_values_are_all_known() -> None:
    made = {
        "clash": [
            {"en": "{record_type} of {party}", "fr": "{record_type} de {party}"},
            {"en": "{name}", "fr": "{name}"},
        ]
    }
    rows = small(*BASE, row("a", cause={"en": "Taken[: {clash}].", "fr": "Pris[ : {clash}]."}), made=made)
    catalogue = Catalogue.from_json(rows)
    assert catalogue.problem_for("a", "bill", values={"party": "Acme", "name": "N"}).message == "Taken: bill of Acme."
    assert catalogue.problem_for("a", "bill", values={"name": "N"}).message == "Taken: N."
    assert catalogue.problem_for("a", "bill").message == "Taken."


@pytest.mark.requirement("F13")
def test_a_stored_problem_can_be_told_in_another_language(catalogue: Catalogue) -> None:
    text = "DocNumber=1781 is assigned to TxnType=Invoice with TxnId=3188"
    problem = catalogue.match("6140", text, "payment").problem(message=text)
    french = catalogue.wording(problem, "fr")
    assert problem.title == "The number is already used"
    assert french.title == "Le numéro est déjà utilisé"
    assert "QuickBooks Online\u00a0: facture, id 3188." in french.cause
    assert [remedy.actor for remedy in french.remedies] == [remedy.actor for remedy in problem.remedies]
    assert catalogue.match("6140", text, "payment").problem(message=text, language="fr").title == french.title


def test_a_stored_problem_whose_code_is_gone_keeps_its_words(shared: Catalogue) -> None:
    remedies = (Remedy(Actor.SUPPORT, ("Call us.",)),)
    stored = Problem(code="retired", title="Old", message="old", remedies=remedies, actions=("skip",))
    wording = shared.wording(stored, "fr")
    assert (wording.title, wording.cause, wording.remedies) == ("Old", "", remedies)


def test_values_are_kept_on_one_line_short_and_without_what_is_missing(shared: Catalogue) -> None:
    nothing: Any = None
    values = {"party": " Acme\r\n\tLtd\u202e\x00 ", "date": "", "total": nothing, "name": "x" * 500}
    kept = shared.problem_for("closed_period", "bill", values=values).values
    assert kept == {"party": "Acme Ltd", "name": "x" * 199 + "…", "record_type": "bill"}


def test_a_value_is_never_read_as_a_gap(shared: Catalogue) -> None:
    problem = shared.problem_for("no_exact_match", "customer", values={"name": "{party} [x]"})
    assert "“{party} [x]”" in problem.message


def test_the_caller_knows_better_than_the_message(catalogue: Catalogue) -> None:
    match = catalogue.match("2020", "Required parameter Line is missing in the request", "invoice")
    assert match.problem(message="").field == "lines"
    problem = match.problem(message="", field="lines[1].amount", package_link="https://x", watch="package#item#7")
    assert (problem.field, problem.values["field"]) == ("lines[1].amount", "lines[1].amount")
    assert (problem.package_link, problem.watch) == ("https://x", "package#item#7")


def test_a_hostile_message_is_searched_in_bounded_time(catalogue: Catalogue) -> None:
    text = "DocNumber=" + "a " * 200_000 + "period " * 100_000
    assert catalogue.match("6140", text, "invoice").row.code == "duplicate_number"
    assert catalogue.match("", text[::-1], "invoice").row.code == "unknown_error"


def test_a_catalogue_is_plain_json_that_survives_being_written_again(shared: Catalogue) -> None:
    assert Catalogue.from_json(json.dumps(json.loads(small(*BASE)))).rows.keys() == {"unknown_error", "no_description"}
    assert shared.row("unknown_error").code == "unknown_error"
