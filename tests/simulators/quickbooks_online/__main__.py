"""Run the simulator: ``python -m tests.simulators.quickbooks_online --port 0``."""

import argparse
import contextlib
import sys
from pathlib import Path

from .delivery import Deliverer
from .server import Server, SimulatorApp, listen
from .settings import Config, Webhooks
from .simulator import Simulator


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted; prints and writes the base URL first."""
    options = _parser().parse_args(arguments)
    webhooks = Webhooks(
        enabled=bool(options.webhook_url),
        url=options.webhook_url,
        format=options.webhook_format,
        verifier_token=options.verifier_token,
        patience_seconds=options.webhook_patience_seconds,
        retry_factor=options.webhook_retry_factor,
    )
    config = Config(
        client_id=options.client_id,
        client_secret=options.client_secret,
        webhooks=webhooks,
    )
    simulator = Simulator(config)
    listener, url = listen(options.host, options.port)
    # The socket listens already, so whoever reads the address may connect.
    if options.url_file:
        target = Path(options.url_file)
        part = target.with_name(target.name + ".part")
        part.write_text(url, encoding="utf-8")
        part.replace(target)
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt), listener, Deliverer(simulator.webhooks):
        Server(SimulatorApp(simulator)).run([listener])


def _parser() -> argparse.ArgumentParser:
    defaults = Config()
    parser = argparse.ArgumentParser(prog="quickbooks-online-simulator")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--url-file", default="")
    parser.add_argument("--client-id", default=defaults.client_id)
    parser.add_argument("--client-secret", default=defaults.client_secret)
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--webhook-format", default=defaults.webhooks.format)
    parser.add_argument("--verifier-token", default=defaults.webhooks.verifier_token)
    parser.add_argument("--webhook-patience-seconds", type=float, default=3.0)
    parser.add_argument("--webhook-retry-factor", type=float, default=0.1)
    return parser


if __name__ == "__main__":
    main()
