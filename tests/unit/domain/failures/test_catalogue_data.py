"""The data of the catalogue: complete in both languages, free of gaps, and every rule proved by its own example."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.failures.rows import Rule, Texts, pattern
from bookbridge.domain.failures.templates import names_in
from bookbridge.domain.failures.values import MEANINGS
from bookbridge.domain.failures.wording import Wording
from bookbridge.domain.languages import language
from bookbridge.domain.records import ENTITY_TYPES
from tests.fakes.packages import SKELETON, load
from tests.unit.domain.failures.catalogues import CATALOGUES as SHIPPED

pytestmark = pytest.mark.unit

CATALOGUES = {**SHIPPED, SKELETON: load(SKELETON).catalogue()}
EVERY_CATALOGUE = pytest.mark.parametrize("catalogue", CATALOGUES.values(), ids=CATALOGUES)
EVERY_RULE = pytest.mark.parametrize(
    ("catalogue", "rule"),
    [(catalogue, rule) for catalogue in CATALOGUES.values() for rule in catalogue.rules],
    ids=[
        f"{name}-{rule.row}-{rule.example[:20]}" for name, catalogue in CATALOGUES.items() for rule in catalogue.rules
    ],
)
LANGUAGES = ("en", "fr")


def texts_of(catalogue: Catalogue) -> Iterator[tuple[str, Texts]]:
    for row in catalogue.rows.values():
        yield f"{row.code}: title", row.title
        yield f"{row.code}: cause", row.cause
        for remedy in row.remedies:
            for number, step in enumerate(remedy.steps, 1):
                yield f"{row.code}: {remedy.actor} {number}", step.texts


def made_of(catalogue: Catalogue) -> Iterator[tuple[str, Texts]]:
    for name, several in catalogue.words.made.items():
        yield from ((f"{name} {number}", texts) for number, texts in enumerate(several, 1))


def phrases_of(catalogue: Catalogue) -> set[str]:
    return {name for _package, name in catalogue.words.phrases}


def first_for_example_of(catalogue: Catalogue, rule: Rule) -> Rule | None:
    code = min(rule.codes, default=str(rule.ranges[0][1] if rule.ranges else ""))
    entity_type = next(name for name in ENTITY_TYPES if name in (rule.entity_types or {"invoice"}))
    return next((each for each in catalogue.rules if each.fits(code, rule.example, entity_type)), None)


@EVERY_RULE
def test_every_rule_is_the_first_that_fits_its_own_example(catalogue: Catalogue, rule: Rule) -> None:
    assert first_for_example_of(catalogue, rule) == rule


@EVERY_RULE
def test_every_expression_of_a_rule_is_valid_and_names_what_it_finds(catalogue: Catalogue, rule: Rule) -> None:
    assert rule in catalogue.rules
    for expression in rule.extract:
        assert pattern(expression).groupindex
    assert rule.target is None or set(rule.target) <= set(
        re.findall(r"\(\?P<(\w+)>", " ".join(rule.extract)),
    )


@EVERY_CATALOGUE
def test_every_code_is_listed_once_for_any_text(catalogue: Catalogue) -> None:
    plain = [code for rule in catalogue.rules if not (rule.text or rule.entity_types) for code in rule.codes]
    assert sorted(plain) == sorted(set(plain))


@EVERY_CATALOGUE
def test_texts_name_known_values_only_and_outside_of_brackets_only_those_with_neutral_wording(
    catalogue: Catalogue,
) -> None:
    strange = {
        (place, language): names
        for place, texts in texts_of(catalogue)
        for language, text in texts.items()
        if (names := names_in(text, optional=True) - MEANINGS.keys() - phrases_of(catalogue))
        or (names := names_in(text, optional=False) - catalogue.words.neutral.keys())
    }
    assert strange == {}


@EVERY_CATALOGUE
def test_the_listed_values_are_the_ones_that_texts_name(catalogue: Catalogue) -> None:
    named = {
        name
        for _place, texts in texts_of(catalogue)
        for text in texts.values()
        for optional in (True, False)
        for name in names_in(text, optional=optional)
    }
    named |= {name for _place, texts in made_of(catalogue) for name in names_in(texts["en"], optional=False)}
    assert MEANINGS.keys() == named - phrases_of(catalogue)
    assert named >= phrases_of(catalogue)


@EVERY_CATALOGUE
@pytest.mark.requirement("F13")
def test_both_languages_tell_the_same_values(catalogue: Catalogue) -> None:
    unequal = [
        place
        for place, texts in texts_of(catalogue)
        if names_in(texts["en"], optional=True) - {"record_type"}
        != names_in(texts["fr"], optional=True) - {"record_type"}
    ]
    assert unequal == []
    for place, texts in made_of(catalogue):
        assert names_in(texts["en"], optional=False) == names_in(texts["fr"], optional=False) != set(), place


def wordings(catalogue: Catalogue, values: dict[str, str]) -> Iterator[tuple[str, Wording]]:
    for row in catalogue.rows.values():
        for code in LANGUAGES:
            yield f"{row.code} ({code})", catalogue.word(row, values, code)


@EVERY_CATALOGUE
@pytest.mark.parametrize(
    "values", [{}, {name: f"«{name}»" for name in MEANINGS}], ids=["nothing is known", "everything is known"]
)
def test_every_text_reads_well_whatever_is_known(catalogue: Catalogue, values: dict[str, str]) -> None:
    for place, wording in wordings(catalogue, values):
        for text in (wording.title, wording.cause, *(step for remedy in wording.remedies for step in remedy.steps)):
            assert text, place
            assert not re.search(r"[{}\[\]]|None|  | [.,)]|\( |\(\)|,[,.]|\.\.", text), (place, text)
            assert text[0].isupper() or text[0] in "0123456789«", (place, text)
        assert not wording.title.endswith("."), place
        assert wording.cause.endswith("."), place
        assert all(step.endswith(".") for remedy in wording.remedies for step in remedy.steps), place


@EVERY_CATALOGUE
def test_every_row_can_be_mended_by_somebody_and_every_actor_once(catalogue: Catalogue) -> None:
    for row in catalogue.rows.values():
        actors = [remedy.actor for remedy in row.remedies]
        assert actors
        assert actors == sorted(set(actors), key=actors.index)


@EVERY_CATALOGUE
@pytest.mark.requirement("E2")
def test_every_failure_can_be_left_alone(catalogue: Catalogue) -> None:
    assert [row.code for row in catalogue.rows.values() if "skip" not in row.actions] == []


@EVERY_CATALOGUE
def test_no_text_promises_resync_where_it_is_not_offered(catalogue: Catalogue) -> None:
    for row in catalogue.rows.values():
        if "resync" not in row.actions:
            steps = " ".join(step.texts["en"] for remedy in row.remedies for step in remedy.steps)
            assert "Resync" not in steps


@EVERY_CATALOGUE
@pytest.mark.requirement("A8")
def test_a_connection_is_never_told_to_do_what_only_records_offer(catalogue: Catalogue) -> None:
    ours = {"Resync", "Clear", "Skip", "Save the change in the app", "« Resynchroniser »", "« Effacer »", "« Ignorer »"}
    for place, wording in wordings(catalogue, {"record_type": "connection"}):
        told = " ".join(step for remedy in wording.remedies for step in remedy.steps)
        assert [word for word in ours if word in told] == [], place
        assert "  " not in told, place


@EVERY_CATALOGUE
def test_no_text_speaks_of_pages_that_an_app_may_not_have(catalogue: Catalogue) -> None:
    for place, texts in texts_of(catalogue):
        assert not re.search(r"mappings? page|page des correspondances", " ".join(texts.values())), place


@EVERY_CATALOGUE
@pytest.mark.requirement("F13")
def test_the_company_file_has_one_name_in_french(catalogue: Catalogue) -> None:
    for place, texts in texts_of(catalogue):
        french = texts["fr"].replace("\u2019", "'")
        assert french.count("fichier d'entreprise") <= texts["en"].count("company file"), place
        assert not re.search("fichier de (?:la )?société|fichier société", french), place


@EVERY_CATALOGUE
@pytest.mark.requirement("F6")
def test_every_field_of_a_package_has_a_name_that_people_use(catalogue: Catalogue) -> None:
    for path in set(catalogue.fields.values()):
        for speech in map(language, LANGUAGES):
            assert path.rpartition(".")[2] in speech.fields, (path, speech.code)
