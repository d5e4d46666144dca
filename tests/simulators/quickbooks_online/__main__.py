"""Run the simulator: ``python -m tests.simulators.quickbooks_online --port 0``."""

from tests.simulators.chassis.command_line import configure, parser, serve

from .settings import Config
from .simulator import Simulator


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted; prints and writes the base URL first."""
    config = Config()
    made = parser("quickbooks-online-simulator", config, config.webhooks)
    made.add_argument("--webhook-format", default=config.webhooks.format)
    made.add_argument("--verifier-token", default=config.webhooks.verifier_token)
    options = made.parse_args(arguments)
    configure(options, config, config.webhooks)
    config.webhooks.format = options.webhook_format
    config.webhooks.verifier_token = options.verifier_token
    serve(Simulator(config), options)


if __name__ == "__main__":
    main()
