"""What a connector and the failure of a connection say, in the language of the connection."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookbridge.domain.failures import CONNECTION_FAILURE_ID
from bookbridge.domain.languages import language
from bookbridge.packages.quickbooks_desktop.explain import catalogue
from tests.fakes.desktop_world import DesktopWorld

from .desktop_stories import COMPANY

pytestmark = [
    pytest.mark.workflows,
    pytest.mark.requirement("B2", "B3", "F13"),
    pytest.mark.usefixtures("cheap_passwords"),
]


@pytest.fixture
def french() -> DesktopWorld:
    world = DesktopWorld()
    world.begin_pairing(COMPANY, language="fr")
    return world


def test_a_company_file_that_nobody_has_confirmed_is_told_in_french(french: DesktopWorld) -> None:
    log = french.update(COMPANY)
    assert log.status == (
        "Le fichier d\u2019entreprise acme Inc. (C:\\Company Files\\acme.qbw) attend d\u2019être confirmé dans "
        "l\u2019application. Rien n\u2019a été lu ni écrit."
    )


def test_a_connector_that_has_to_wait_is_told_in_french(french: DesktopWorld) -> None:
    french.confirm(COMPANY)
    french.run()
    second = french.desk("PC-2")
    french.install(COMPANY, second)
    first = french.desk().connector.start(french.desk().installed[COMPANY])
    while (step := first.step()) and step.operation != "sendRequestXML":
        pass
    french.clock.advance(timedelta(minutes=12))

    log = french.update(COMPANY, second)

    told = french.call("getLastError", ticket=log.ticket)
    assert told.startswith("En attente de la fin de la session en cours\u00a0: PC-1 (")
    assert told.endswith("l\u2019occupe, encore 18 minutes au plus.")
    assert french.session(COMPANY).cause == told


def test_another_company_file_is_told_in_french_and_its_failure_in_every_language(french: DesktopWorld) -> None:
    french.confirm(COMPANY)
    french.run()
    french.company_file(COMPANY).company_name = "Hill Inc."
    log = french.update(COMPANY)

    assert log.status.startswith("Le fichier d\u2019entreprise Hill Inc. (")
    assert "son nom diffère" in log.status
    failure = french.failures.get(COMPANY, CONNECTION_FAILURE_ID)
    assert failure is not None
    assert failure.problem.message.startswith("The company file Hill Inc. (")
    told = catalogue().wording(failure.problem, "fr")
    assert "«\u00a0Hill Inc.\u00a0»" in told.message
    assert "company file" not in told.message


def test_every_language_has_all_words_for_connectors_with_the_same_gaps() -> None:
    english, french = language("en").connector, language("fr").connector
    assert english.keys() == french.keys()
    for name, words in english.items():
        gaps = {gap: f"<{gap}>" for gap in ("holder", "minutes", "found", "confirmed", "differences", "objects")}
        told = [text.format(**gaps) for text in (words, french[name])]
        english_gaps, french_gaps = ({gap for gap in gaps if f"<{gap}>" in text} for text in told)
        assert english_gaps == french_gaps, name
