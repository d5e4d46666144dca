"""What can be set about the simulator; everything may be changed while it runs."""

from dataclasses import dataclass

from tests.simulators.chassis.settings import ServedConfig


@dataclass
class Config(ServedConfig):
    """All settings.

    ``call_seconds`` is how long a Web Connector waits for an answer, ``kept_logs`` how
    many updates of each are remembered.
    """

    call_seconds: float = 120.0
    kept_logs: int = 10
