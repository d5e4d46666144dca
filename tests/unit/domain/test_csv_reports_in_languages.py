"""One report in each language, whole, and what it takes to add a language."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bookbridge.domain.languages as spoken
from bookbridge.domain.csv_reports import render
from bookbridge.domain.failures import Failure, fail
from bookbridge.domain.languages import language, languages, read_language
from tests.unit.domain.failures.catalogues import quickbooks_online

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F13")]

MESSAGE = (
    "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
    "DocNumber=1781 is assigned to TxnType=Invoice with TxnId=3188"
)
ENGLISH = [
    ("company", "Blue Lake"),
    ("category", "payments"),
    ("entity type", "bill payment"),
    ("record number", "1781"),
    ("record id", "pay-1"),
    ("party", "Café Noël"),
    ("date", "2026-05-01"),
    ("amount", "-12.50"),
    ("currency", "EUR"),
    ("status in app", "paid"),
    ("status in package", "open"),
    ("error code", "duplicate_number"),
    ("error message", MESSAGE),
    (
        "how to fix in the app",
        (
            "The number is already used. The number 1781 is already used by another document in QuickBooks Online: "
            "invoice with id 3188. The app and QuickBooks Online have probably both been handing out numbers. 1. "
            "Compare with the document in QuickBooks Online. If it is another one, give this one a free number. 2. "
            "Save the change in the app: it is sent again by itself. Administrator: 1. If it is the same document, "
            "link the record to it, then choose Resync: nothing is created twice."
        ),
    ),
    (
        "how to fix in the package",
        (
            "1. Open the document that has the number 1781. If it was entered by mistake, delete it or change its "
            "number. 2. Let only one of the two systems hand out numbers: turn on custom numbers (Settings > Account "
            "and settings > Sales > Custom transaction numbers) and keep the numbers of the app. 3. Then choose "
            "Resync on this failure."
        ),
    ),
    ("who can fix it", "user in the app; user in the accounting package; administrator"),
    ("first failed", "2026-05-01T12:00:00Z"),
    ("last failed", "2026-05-01T12:00:00Z"),
    ("attempts", "1"),
    ("delivery evidence", "Check 1043"),
    ("delivery link", "https://img.example/1043.png"),
    ("link in package", "https://books.example/3188"),
    ("failure id", "fail-1"),
]
FRENCH = [
    ("société", "Blue Lake"),
    ("catégorie", "paiements"),
    ("type d'élément", "paiement fournisseur"),
    ("numéro", "1781"),
    ("identifiant", "pay-1"),
    ("tiers", "Café Noël"),
    ("date", "2026-05-01"),
    ("montant", "-12.50"),
    ("devise", "EUR"),
    ("statut dans l'application", "paid"),
    ("statut dans le logiciel comptable", "open"),
    ("code d'erreur", "duplicate_number"),
    ("message d'erreur", MESSAGE),
    (
        "comment corriger dans l'application",
        (
            "Le numéro est déjà utilisé. Le numéro 1781 est déjà utilisé par un autre document dans QuickBooks Online"
            " : facture, id 3188. L'application et QuickBooks Online attribuent sans doute chacun des numéros. 1. "
            "Comparez avec le document présent dans QuickBooks Online. Si c'en est un autre, donnez à celui-ci un "
            "numéro libre. 2. Enregistrez la modification dans l'application : l'envoi reprend tout seul. "
            "Administrateur : 1. S'il s'agit du même document, reliez l'élément à celui-ci, puis choisissez "
            "« Resynchroniser » : rien n'est créé en double."
        ),
    ),
    (
        "comment corriger dans le logiciel comptable",
        (
            "1. Ouvrez le document qui porte le numéro 1781. S'il a été saisi par erreur, supprimez-le ou changez son"
            " numéro. 2. Laissez un seul des deux systèmes attribuer les numéros : activez les numéros personnalisés "
            "(Paramètres > Compte et paramètres > Ventes > Numéros d'opération personnalisés) et gardez ceux de "
            "l'application. 3. Choisissez ensuite « Resynchroniser » sur cet échec."
        ),
    ),
    (
        "qui peut corriger",
        "utilisateur dans l'application; utilisateur dans le logiciel comptable; administrateur",
    ),
    ("premier échec", "2026-05-01T12:00:00Z"),
    ("dernier échec", "2026-05-01T12:00:00Z"),
    ("tentatives", "1"),
    ("preuve de remise", "Chèque n° 1043"),
    ("lien de la preuve", "https://img.example/1043.png"),
    ("lien dans le logiciel comptable", "https://books.example/3188"),
    ("identifiant de l'échec", "fail-1"),
]


def failure() -> Failure:
    problem = (
        quickbooks_online()
        .match("6140", MESSAGE, "bill_payment")
        .problem(message=MESSAGE, package_code="6140", package_link="https://books.example/3188")
    )
    made = fail(
        None,
        company_id="blue-lake",
        entity_type="bill_payment",
        record_id="pay-1",
        record={
            "vendor": "v-1",
            "reference": "1781",
            "date": "2026-05-01",
            "amount": "-12.50",
            "currency": "EUR",
            "status": "paid",
            "delivery": {"kind": "check", "check_number": "1043", "image_url": "https://img.example/1043.png"},
        },
        operation="sync",
        problem=problem,
        party="Café Noël",
        now=datetime(2026, 5, 1, 12, tzinfo=UTC),
    )
    return replace(made, status_in_package="open", failure_id="fail-1")


@pytest.mark.parametrize(("code", "expected"), [("en", ENGLISH), ("fr", FRENCH), ("fr-CA", FRENCH), ("xx", ENGLISH)])
def test_a_whole_report_in_each_language(code: str, expected: list[tuple[str, str]]) -> None:
    content = b"".join(render([failure()], code, "Blue Lake", quickbooks_online())).decode("utf-8-sig")
    typewritten = content.replace("\u00a0", " ").replace("\u2019", "'")
    heading, row = csv.reader(io.StringIO(typewritten, newline=""))
    assert list(zip(heading, row, strict=True)) == expected


def test_every_language_has_the_same_words() -> None:
    english = language("en")
    for code in languages():
        other = language(code)
        assert len(other.columns) == len(english.columns)
        for section in ("report_names", "categories", "actors", "delivery", "types", "fields"):
            assert getattr(other, section).keys() == getattr(english, section).keys(), (code, section)
        assert all(name.isascii() for name in other.report_names.values())


def test_english_comes_first_and_french_is_there() -> None:
    assert languages()[:2] == ("en", "fr")


@pytest.mark.parametrize(
    ("path", "english", "french"),
    [
        ("lines[2].item", "product or service, line 3", "produit ou service, ligne 3"),
        ("lines[].account", "account, on a line", "compte, sur une ligne"),
        ("due_date", "due date", "date d'échéance"),
        ("billing_address.city", "town", "ville"),
        ("(record)", "(record)", "(record)"),
    ],
)
def test_fields_are_told_as_people_call_them(path: str, english: str, french: str) -> None:
    assert language("en").field_words(path) == english
    assert language("fr").field_words(path).replace("\u2019", "'") == french


def test_one_more_file_adds_a_language_and_what_it_lacks_is_told_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    english = Path(spoken.__file__).with_name("en.json").read_text(encoding="utf-8")
    words = json.loads(english) | {
        "columns": ["Firma", *json.loads(english)["columns"][1:]],
        "failures": {
            "duplicate_number": {
                "title": "Die Nummer ist vergeben",
                "cause": "Die Nummer[ {doc_number}] hat in {package} schon ein anderer Beleg.",
                "remedies": {"user_in_app": ["Vergeben Sie eine freie Nummer."]},
            }
        },
        "phrases": {"package": "der Buchhaltung"},
    }
    german = read_language("de", json.dumps(words))
    monkeypatch.setattr("bookbridge.domain.failures.wording.language", lambda _code: german)
    told = quickbooks_online().wording(failure().problem, "de")
    assert told.title == "Die Nummer ist vergeben"
    assert told.cause == "Die Nummer 1781 hat in QuickBooks Online schon ein anderer Beleg."
    assert told.remedies[0].steps == (
        "Vergeben Sie eine freie Nummer.",
        "Save the change in the app: it is sent again by itself.",
    )
    assert quickbooks_online().word(quickbooks_online().row("no_access"), {}, "de").title == (
        "The connecting user has no access any more"
    )
