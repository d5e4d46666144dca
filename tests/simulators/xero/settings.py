"""What can be set about the simulator; everything may be changed while it runs."""

from dataclasses import dataclass, field
from typing import Literal

from tests.simulators.chassis.settings import CommonConfig, CommonLimits, WebhookSettings

CATEGORIES = ("CONTACT", "INVOICE", "CREDITNOTE", "PREPAYMENT", "OVERPAYMENT")


@dataclass
class Limits(CommonLimits):
    """Rate limits per tenant and for the whole app (vendor page, section 2)."""

    per_minute: int = 60
    per_day: int = 5_000
    concurrent: int = 5
    app_per_minute: int = 10_000


@dataclass
class Webhooks(WebhookSettings):
    """How changes are announced.

    ``patience_seconds`` is the documented 5; ``retry_factor`` shortens the 15 minutes
    between retries and the 24 hours until the webhook is disabled. Without
    ``ask_intent`` events flow at once, with no intent to receive before.
    """

    patience_seconds: float = 5.0
    retry_factor: float = 0.01
    signing_key: str = "signing-key"
    ask_intent: bool = True
    categories: tuple[str, ...] = CATEGORIES


@dataclass
class Config(CommonConfig):
    """All settings, with the vendor page's figures as defaults.

    ``locked_edits`` says what becomes of an edit of a document that is dated before the
    end of year lock date (the page: "seen with HTTP 200 and the change silently
    dropped: UNCERTAIN"). ``https_redirects`` enforces that redirects go to https or to
    http://localhost.
    """

    access_token_seconds: int = 1_800
    refresh_token_seconds: int = 5_184_000
    refresh_grace_seconds: float = 1_800.0
    idempotency_seconds: float = 360.0
    locked_edits: Literal["refused", "dropped"] = "refused"
    https_redirects: bool = False
    provider_name: str = "Example Sync"
    limits: Limits = field(default_factory=Limits)
    webhooks: Webhooks = field(default_factory=Webhooks)
