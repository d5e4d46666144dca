"""What every package is, whatever it does."""

from __future__ import annotations

import pytest

from bookbridge import packages
from bookbridge.domain.errors import FieldFault, UnknownPackage
from bookbridge.domain.records import ENTITY_TYPES, EntityType
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.packages import OAuthProvider, WebhookSource
from tests.contract.packages.records import SAMPLES
from tests.fakes.packages import cloud_names, load, load_cloud, names, session_names

pytestmark = pytest.mark.contract


def test_packages_are_found_by_their_folders() -> None:
    assert "quickbooks-online" in packages.names()
    assert list(packages.names()) == sorted(packages.names())


@pytest.mark.parametrize("name", ["", "quickbooks_online", "../domain", "sage"])
def test_an_unknown_package_is_named(name: str) -> None:
    with pytest.raises(UnknownPackage, match="no accounting package is called"):
        packages.load(name)


@pytest.mark.parametrize("name", cloud_names())
def test_a_package_that_is_called_implements_the_ports_and_bears_its_name(name: str) -> None:
    package = load_cloud(name, "http://package.test")
    assert isinstance(package.webhooks, WebhookSource)
    assert isinstance(package.oauth, OAuthProvider)
    assert package.manifest.name == name


@pytest.mark.parametrize("name", session_names())
def test_a_package_that_calls_in_implements_the_port_and_bears_its_name(name: str) -> None:
    package = load(name)
    assert isinstance(package, SessionPackage)
    assert package.manifest.name == name
    assert len(set(package.scans)) == len(package.scans) > 0


def test_every_package_is_called_or_calls_in() -> None:
    assert {*cloud_names(), *session_names()} == {*names()}
    assert "quickbooks-desktop" in session_names()
    assert {"quickbooks-online", "xero"} <= {*cloud_names()}


@pytest.mark.parametrize("name", names())
def test_a_manifest_is_policy_for_known_types_with_limits_that_admit_a_batch(name: str) -> None:
    manifest = load(name).manifest
    assert set(manifest.entities) <= set(ENTITY_TYPES)
    assert all(limit.requests > 0 and limit.seconds > 0 for limit in manifest.rate_limits)
    assert len({limit.name for limit in manifest.rate_limits}) == len(manifest.rate_limits)
    assert manifest.batch_size > 1
    assert manifest.fetch_size > 1
    assert manifest.replay_window.total_seconds() > 0
    assert manifest.poll_overlap.total_seconds() > 0


@pytest.mark.parametrize("name", packages.names())
def test_what_is_shipped_keeps_every_type(name: str) -> None:
    kept = set(packages.load(name).manifest.entities)
    # Not all have terms, and one that takes no files keeps them in the application (B12).
    assert {entity_type for entity_type, _, _ in SAMPLES} - {"term"} <= kept | packages.load(name).manifest.kept_here


LISTS = {"customer", "vendor", "item"}
DOCUMENTS = {"invoice", "credit_note", "refund", "expense"}

UPDATED: dict[str, set[str]] = {
    "quickbooks-desktop": {"bill", "payment"},
    "quickbooks-online": {"account", "bill", "vendor_credit", "term", "payment", "bill_payment"},
    "xero": {"account", "bill", "vendor_credit", "tax_rate"},
}
VOIDED: dict[str, set[str]] = {
    "quickbooks-desktop": {"credit_note", "refund", "expense"},
    "quickbooks-online": {"payment"},
    "xero": {"payment", "bill", "credit_note", "vendor_credit", "refund", "expense"},
}
MADE_THERE: dict[str, set[str]] = {
    "quickbooks-desktop": {"vendor", "vendor_credit", "tax_rate"},
    "quickbooks-online": {"tax_rate"},
    "xero": set(),
}
"""What one package updates, voids, or has made in it only, and not all of the others."""


@pytest.mark.requirement("B9", "B15", "C2")
@pytest.mark.parametrize("name", packages.names())
def test_what_is_shipped_creates_updates_voids_and_pulls_what_it_is_said_to(name: str) -> None:
    # Written out: the other tests of the suite ask the manifest what holds for a package.
    entities = packages.load(name).manifest.entities
    assert {kind for kind, policy in entities.items() if not policy.creates} == MADE_THERE[name]
    assert {kind for kind, policy in entities.items() if policy.updates} == LISTS | DOCUMENTS | UPDATED[name]
    assert {kind for kind, policy in entities.items() if policy.voids} == {"invoice", "bill_payment"} | VOIDED[name]
    assert {kind for kind, policy in entities.items() if not policy.pulls} == {"order", "document"} & entities.keys()


@pytest.mark.requirement("C7")
@pytest.mark.parametrize("name", cloud_names())
def test_documents_and_parties_have_a_page_to_look_at(name: str) -> None:
    package = load(name, "http://package.test")
    looked_at: set[EntityType] = {"invoice", "bill", "payment", "customer", "vendor"}
    for entity_type in looked_at & package.manifest.entities.keys():
        assert "58" in package.link(entity_type, "58")
    assert package.link("document", "58") == ""


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("name", names())
def test_a_catalogue_words_the_packages_failures(name: str) -> None:
    catalogue = load(name).catalogue()
    assert catalogue.package == load(name).manifest.title
    assert catalogue.row("duplicate_name").remedies


@pytest.mark.requirement("B13", "F6")
@pytest.mark.parametrize("name", names())
def test_several_faults_become_one_problem_that_names_them_all(name: str) -> None:
    faults = (
        FieldFault("name", "is too long", "string_too_long"),
        FieldFault("email", "is no address", "email_invalid"),
    )
    problem = load(name).explain_faults("customer", faults)
    assert problem.code == "several_faults"
    assert "name: is too long" in problem.message
    assert "e-mail address: is no address" in problem.message
    assert problem.remedies
    (single,) = {load(name).explain_faults("customer", faults[:1]).code}
    assert single == "string_too_long"
