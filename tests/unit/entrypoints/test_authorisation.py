"""Tokens of an identity provider; those of the stack are tested through the API, in tests/functional."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.error import URLError

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from bookbridge.bootstrap.settings import IdentityProvider
from bookbridge.entrypoints.authorisation import Authoriser, Caller, IdentityProviderSilent, Unauthorised

pytestmark = pytest.mark.unit

PROVIDER: Final = IdentityProvider("https://idp.example/keys", "https://idp.example", "bookbridge")
OWN_KEY: Final = "an invented key of sufficient length"
RSA_KEY: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY: Final = ec.generate_private_key(ec.SECP256R1())
STRANGER: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLAIMS: Final[Mapping[str, Any]] = {
    "iss": PROVIDER.issuer,
    "aud": PROVIDER.audience,
    "exp": int(time.time()) + 600,
    "sub": "olivia",
    "scope": "operator",
}
KEY_SET: Final = {
    "keys": [
        {**json.loads(RSAAlgorithm.to_jwk(RSA_KEY.public_key())), "kid": "rsa", "alg": "RS256", "use": "sig"},
        {**json.loads(ECAlgorithm.to_jwk(EC_KEY.public_key())), "kid": "ec", "alg": "ES256", "use": "sig"},
        {"kty": "oct", "kid": "shared", "k": base64.urlsafe_b64encode(b"a shared secret of the provider").decode()},
    ]
}


@pytest.fixture
def authoriser(monkeypatch: pytest.MonkeyPatch) -> Authoriser:
    """One that trusts the provider; its key set is read without a network."""
    monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", lambda _self: KEY_SET)
    return Authoriser(lambda: OWN_KEY, PROVIDER)


def token(key: Any, algorithm: str, kid: str, **changes: Any) -> str:
    """A token as the provider makes them; a claim that is None is left out."""
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


@pytest.mark.parametrize(("key", "algorithm", "kid"), [(RSA_KEY, "RS256", "rsa"), (EC_KEY, "ES256", "ec")])
def test_the_providers_tokens_are_accepted(authoriser: Authoriser, key: Any, algorithm: str, kid: str) -> None:
    assert authoriser.caller(f"Bearer {token(key, algorithm, kid)}") == Caller("", "olivia")


def test_the_stacks_own_tokens_are_accepted_beside_them(authoriser: Authoriser) -> None:
    own = jwt.encode({"scope": "company", "company_id": "acme", "exp": CLAIMS["exp"]}, OWN_KEY, algorithm="HS256")
    assert authoriser.caller(f"Bearer {own}") == Caller("acme", "company")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another-api"},
        {"aud": None},
        {"exp": None},
        {"exp": 1_700_000_000},
        {"scope": "company"},
        {"scope": None},
    ],
    ids=str,
)
def test_a_token_for_others_or_without_its_claims_is_refused(authoriser: Authoriser, changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthorised):
        authoriser.caller(f"Bearer {token(RSA_KEY, 'RS256', 'rsa', **changes)}")


def test_a_token_of_a_stranger_is_refused(authoriser: Authoriser) -> None:
    for forged in (token(STRANGER, "RS256", "rsa"), token(STRANGER, "RS256", "unknown")):
        with pytest.raises(Unauthorised):
            authoriser.caller(f"Bearer {forged}")


def test_the_providers_public_key_is_no_shared_secret(authoriser: Authoriser) -> None:
    """The classic confusion: HS256 over the public key that everybody can read."""
    public = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header, claims = ({"alg": "HS256", "kid": "rsa", "typ": "JWT"}, dict(CLAIMS))
    text = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims))
    forged = text + b"." + base64.urlsafe_b64encode(hmac_sha256(public, text)).rstrip(b"=")
    with pytest.raises(Unauthorised):
        authoriser.caller(f"Bearer {forged.decode()}")


def test_a_shared_secret_in_the_key_set_counts_for_nothing(authoriser: Authoriser) -> None:
    with pytest.raises(Unauthorised):
        authoriser.caller(f"Bearer {token('a shared secret of the provider!', 'HS256', 'shared')}")


def test_a_key_serves_its_own_algorithm_only(authoriser: Authoriser) -> None:
    with pytest.raises(Unauthorised):
        authoriser.caller(f"Bearer {token(RSA_KEY, 'RS512', 'rsa')}")
    with pytest.raises(Unauthorised):
        authoriser.caller(f"Bearer {token(EC_KEY, 'ES256', 'rsa')}")


def test_without_a_provider_its_algorithms_are_refused_unread() -> None:
    with pytest.raises(Unauthorised, match="algorithm"):
        Authoriser(lambda: OWN_KEY).caller(f"Bearer {token(RSA_KEY, 'RS256', 'rsa')}")


def test_a_provider_that_does_not_answer_is_nobodys_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_arguments: object, **_named: object) -> None:
        raise URLError("no route")

    monkeypatch.setattr("urllib.request.urlopen", unreachable)
    with pytest.raises(IdentityProviderSilent):
        Authoriser(lambda: OWN_KEY, PROVIDER).caller(f"Bearer {token(RSA_KEY, 'RS256', 'rsa')}")


def test_a_rotated_key_counts_at_once() -> None:
    keys = [OWN_KEY]
    authoriser = Authoriser(lambda: keys[-1])
    old = jwt.encode({"scope": "operator", "exp": CLAIMS["exp"]}, OWN_KEY, algorithm="HS256")
    assert authoriser.caller(f"Bearer {old}").is_operator
    keys.append("another invented key of sufficient length")
    with pytest.raises(Unauthorised):
        authoriser.caller(f"Bearer {old}")


def test_a_caller_reaches_its_own_company_only() -> None:
    assert Caller("acme", "carla").reaches("acme")
    assert not Caller("acme", "carla").reaches("globex")
    assert Caller("", "olivia").reaches("globex")


def hmac_sha256(key: bytes, text: bytes) -> bytes:
    """What a forger computes."""
    import hmac  # noqa: PLC0415 - the forger's own tool

    return hmac.digest(key, text, "sha256")
