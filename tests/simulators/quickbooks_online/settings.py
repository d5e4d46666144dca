"""What can be set about the simulator; everything may be changed while it runs."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass
class Limits:
    """Rate limits per realm (vendor page, section 2)."""

    enabled: bool = True
    per_minute: int = 500
    per_second: int = 10
    batches_per_minute: int = 40
    # No Retry-After is promised, so none is sent unless one is set.
    retry_after_seconds: int | None = None


@dataclass
class Webhooks:
    """How changes are announced.

    ``window_seconds`` is how long events are collected into one POST,
    ``retry_factor`` shortens the documented retry schedule.
    """

    enabled: bool = False
    url: str = ""
    format: Literal["legacy", "cloudevents"] = "legacy"
    duplicate: int = 0
    shuffle: bool = False
    verifier_token: str = "verifier-token"
    window_seconds: float = 0.2
    patience_seconds: float = 3.0
    retry_factor: float = 0.1


@dataclass
class Config:
    """All settings, with the vendor page's figures as defaults.

    ``requestid_reuse`` says what happens when a request id comes with another body
    (the page: "returns old result or 600, UNCERTAIN"), ``requestid_memory_seconds``
    how long it is remembered (undocumented; 0 is as long as the simulator runs).
    """

    client_id: str = "client-id"
    client_secret: str = "client-secret"
    access_token_seconds: int = 3600
    refresh_token_seconds: int = 8_726_400
    hard_expiry_seconds: int = 157_680_000
    refresh_grace_seconds: float = 0.0
    hold_seconds: float = 120.0
    requestid_memory_seconds: float = 0.0
    requestid_reuse: Literal["first_result", "fault_600"] = "first_result"
    limits: Limits = field(default_factory=Limits)
    webhooks: Webhooks = field(default_factory=Webhooks)
