from __future__ import annotations

import pytest

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.secrets import MAX_AGE, Secrets

pytestmark = pytest.mark.unit


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_secret_is_asked_for_once_in_a_while(clients: Clients) -> None:
    manager = clients.secrets_manager()
    arn = manager.create_secret(Name="key", SecretString="first")["ARN"]
    stopwatch = Stopwatch()
    secrets = Secrets(clients, stopwatch)

    assert secrets.text(arn) == "first"
    manager.put_secret_value(SecretId=arn, SecretString="second")
    stopwatch.seconds += MAX_AGE - 1
    assert secrets.text(arn) == "first"
    stopwatch.seconds += 1
    assert secrets.text(arn) == "second"


def test_key_material_is_asked_for_when_it_is_needed(clients: Clients) -> None:
    material = Secrets(clients).key_material("key")

    clients.secrets_manager().create_secret(Name="key", SecretString="k" * 32)

    assert material() == b"k" * 32
