from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.domain.connector_files import ConnectorFile, UnusableAddress
from tests.simulators.quickbooks_desktop.web_connector_file import ConnectorFile as Installed

pytestmark = pytest.mark.unit

FILE = ConnectorFile(
    app_name="Example Sync (Société Acme)",
    app_url="https://sync.example.com/quickbooks-desktop/soap",
    support_url="https://sync.example.com/docs",
    user_name="company-42",
    owner_id="57f3b9b1-86f1-4fcc-b1ee-566de1813d20",
    file_id="{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}",
    description="Two-way sync",
    interval_minutes=5,
)


def read(file: ConnectorFile) -> ET.Element:
    return ET.fromstring(file.render().encode())  # noqa: S314 - our own file


@pytest.mark.requirement("B1")
def test_a_file_has_the_vendors_elements_in_their_order() -> None:
    assert FILE.render() == (
        """<?xml version="1.0" encoding="utf-8"?>
<QBWCXML>
  <AppName>Example Sync (Société Acme)</AppName>
  <AppID></AppID>
  <AppURL>https://sync.example.com/quickbooks-desktop/soap</AppURL>
  <AppDescription>Two-way sync</AppDescription>
  <AppSupport>https://sync.example.com/docs</AppSupport>
  <UserName>company-42</UserName>
  <OwnerID>{57F3B9B1-86F1-4FCC-B1EE-566DE1813D20}</OwnerID>
  <FileID>{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}</FileID>
  <QBType>QBFS</QBType>
  <Style>Document</Style>
  <Scheduler><RunEveryNMinutes>5</RunEveryNMinutes></Scheduler>
  <IsReadOnly>false</IsReadOnly>
</QBWCXML>
"""
    )


def test_the_web_connector_takes_the_file() -> None:
    installed = Installed.parse(FILE.render())
    assert (installed.app_url, installed.user_name, installed.every_seconds, installed.is_read_only) == (
        FILE.app_url,
        FILE.user_name,
        300,
        False,
    )
    assert Installed.parse(replace(FILE, interval_minutes=None).render()).every_seconds is None


def test_a_file_for_updates_by_hand_has_no_schedule() -> None:
    root = read(replace(FILE, interval_minutes=None))
    assert root.find("Scheduler") is None
    assert [child.tag for child in root][-2:] == ["Style", "IsReadOnly"]


def test_a_connection_that_only_reads_says_so() -> None:
    assert read(replace(FILE, read_only=True)).findtext("IsReadOnly") == "true"


@pytest.mark.requirement("B1")
@pytest.mark.parametrize(
    ("app_url", "support_url", "reason"),
    [
        ("http://sync.example.com/soap", "https://sync.example.com/", "AppURL must begin with https"),
        ("https://sync.example.com/soap", "http://sync.example.com/", "AppSupport must begin with https"),
        ("http://localhost.example.com/soap", "https://sync.example.com/", "AppURL must begin with https"),
        ("ftp://localhost/soap", "http://localhost/", "AppURL must begin with https"),
        ("https://sync.example.com/soap", "https://www.example.com/", "on the host"),
        ("/soap", "https://sync.example.com/", "no absolute address"),
    ],
)
def test_an_address_that_the_connector_would_refuse_makes_no_file(app_url: str, support_url: str, reason: str) -> None:
    with pytest.raises(UnusableAddress, match=reason):
        replace(FILE, app_url=app_url, support_url=support_url).render()


@pytest.mark.parametrize("host", ["localhost:4566", "127.0.0.1:4566", "LOCALHOST"])
def test_on_this_machine_http_will_do_and_support_may_be_elsewhere(host: str) -> None:
    root = read(replace(FILE, app_url=f"http://{host}/soap"))
    assert root.findtext("AppURL") == f"http://{host}/soap"


@pytest.mark.parametrize("wrong", ["", "company-42", "57f3b9b1-86f1-4fcc-b1ee-566de1813d2"])
def test_ids_must_be_guids(wrong: str) -> None:
    with pytest.raises(ValueError, match="UUID"):
        replace(FILE, file_id=wrong).render()
    with pytest.raises(ValueError, match="UUID"):
        replace(FILE, owner_id=wrong).render()


@pytest.mark.parametrize("minutes", [0, -5])
def test_an_interval_is_at_least_a_minute(minutes: int) -> None:
    with pytest.raises(ValueError, match="minute"):
        replace(FILE, interval_minutes=minutes).render()


@given(st.text())
def test_texts_are_escaped_and_stand_on_one_line(text: str) -> None:
    root = read(replace(FILE, app_name=f"<{text}>", description=f'"&{text}', user_name="a&b"))
    assert root.findtext("UserName") == "a&b"
    name, description = root.findtext("AppName") or "", root.findtext("AppDescription") or ""
    assert (name[0], name[-1], description[:2]) == ("<", ">", '"&')
    assert (name + description).isprintable()
    assert [character for character in text if character.isprintable() and not character.isspace()] == [
        character for character in name[1:-1] if not character.isspace()
    ]
