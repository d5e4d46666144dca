"""What can be set about the simulator; everything may be changed while it runs."""

from dataclasses import dataclass, field
from typing import Literal

from tests.simulators.chassis.settings import CommonConfig, CommonLimits, WebhookSettings


@dataclass
class Limits(CommonLimits):
    """Rate limits per realm (vendor page, section 2)."""

    per_minute: int = 500
    per_second: int = 10
    batches_per_minute: int = 40
    # No Retry-After is promised, so none is sent unless one is set.
    retry_after_seconds: int | None = None


@dataclass
class Webhooks(WebhookSettings):
    """How changes are announced, in which of the two formats."""

    format: Literal["legacy", "cloudevents"] = "legacy"
    verifier_token: str = "verifier-token"


@dataclass
class Config(CommonConfig):
    """All settings, with the vendor page's figures as defaults.

    ``requestid_reuse`` says what happens when a request id comes with another body
    (the page: "returns old result or 600, UNCERTAIN"), ``requestid_memory_seconds``
    how long it is remembered (undocumented; 0 is as long as the simulator runs).
    """

    hard_expiry_seconds: int = 157_680_000
    requestid_memory_seconds: float = 0.0
    requestid_reuse: Literal["first_result", "fault_600"] = "first_result"
    limits: Limits = field(default_factory=Limits)
    webhooks: Webhooks = field(default_factory=Webhooks)
