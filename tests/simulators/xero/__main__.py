"""Run the simulator: ``python -m tests.simulators.xero --port 0``."""

from tests.simulators.chassis.command_line import configure, parser, serve

from .settings import Config
from .simulator import Simulator


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted; prints and writes the base URL first."""
    config = Config()
    made = parser("xero-simulator", config, config.webhooks)
    made.add_argument("--signing-key", default=config.webhooks.signing_key)
    options = made.parse_args(arguments)
    configure(options, config, config.webhooks)
    config.webhooks.signing_key = options.signing_key
    serve(Simulator(config), options)


if __name__ == "__main__":
    main()
