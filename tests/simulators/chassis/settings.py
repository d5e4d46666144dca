"""Settings that every simulator has; everything may be changed while it runs."""

from dataclasses import dataclass, field


@dataclass
class WebhookSettings:
    """How changes are announced.

    ``duplicate`` is how many more times each event is sent, ``window_seconds`` how
    long events are collected into one post, ``retry_factor`` shortens the documented
    retry schedule.
    """

    enabled: bool = False
    url: str = ""
    duplicate: int = 0
    shuffle: bool = False
    window_seconds: float = 0.2
    patience_seconds: float = 3.0
    retry_factor: float = 0.1


@dataclass
class CommonLimits:
    """Rate limits."""

    enabled: bool = True


@dataclass
class ServedConfig:
    """What is set about any simulator: ``answer_seconds`` is how long a server takes to answer a call."""

    answer_seconds: float = 0.0


@dataclass
class CommonConfig(ServedConfig):
    """The app as the package knows it, and how long tokens and held connections last."""

    client_id: str = "client-id"
    client_secret: str = "client-secret"
    access_token_seconds: int = 3600
    refresh_token_seconds: int = 8_726_400
    refresh_grace_seconds: float = 0.0
    hold_seconds: float = 120.0
    limits: CommonLimits = field(default_factory=CommonLimits)
