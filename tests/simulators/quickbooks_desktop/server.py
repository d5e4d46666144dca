"""The HTTP skin of the simulator."""

from tests.simulators.chassis.server import SimulatorApp, running

from .settings import Config
from .simulator import Simulator

__all__ = ["create_app", "running"]


def create_app(config: Config | Simulator | None = None) -> SimulatorApp:
    """Return the ASGI app of a new simulator, or of the one given."""
    simulator = config if isinstance(config, Simulator) else Simulator(config)
    return SimulatorApp(simulator)
