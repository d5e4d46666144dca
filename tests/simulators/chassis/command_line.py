"""What every simulator's program does: options, the address, serving."""

import argparse
import contextlib
import sys
from pathlib import Path

from .core import SimulatorCore
from .server import Server, SimulatorApp, listen
from .settings import CommonConfig, WebhookSettings


def listening_parser(program: str) -> argparse.ArgumentParser:
    """Return the options of any simulator: where it listens, and who is told."""
    made = argparse.ArgumentParser(prog=program)
    made.add_argument("--host", default="127.0.0.1")
    made.add_argument("--port", type=int, default=0)
    made.add_argument("--url-file", default="")
    return made


def parser(program: str, config: CommonConfig, webhooks: WebhookSettings) -> argparse.ArgumentParser:
    """Return the options that all packages in the cloud have, with these defaults."""
    made = listening_parser(program)
    made.add_argument("--client-id", default=config.client_id)
    made.add_argument("--client-secret", default=config.client_secret)
    made.add_argument("--webhook-url", default="")
    made.add_argument("--webhook-patience-seconds", type=float, default=webhooks.patience_seconds)
    made.add_argument("--webhook-retry-factor", type=float, default=webhooks.retry_factor)
    return made


def configure(options: argparse.Namespace, config: CommonConfig, webhooks: WebhookSettings) -> None:
    """Set what the common options say."""
    config.client_id = options.client_id
    config.client_secret = options.client_secret
    webhooks.enabled = bool(options.webhook_url)
    webhooks.url = options.webhook_url
    webhooks.patience_seconds = options.webhook_patience_seconds
    webhooks.retry_factor = options.webhook_retry_factor


def serve(simulator: SimulatorCore, options: argparse.Namespace) -> None:
    """Serve until interrupted; prints and writes the base URL first."""
    listener, url = listen(options.host, options.port)
    simulator.base_url = url
    # The socket listens already, so whoever reads the address may connect.
    if options.url_file:
        target = Path(options.url_file)
        part = target.with_name(target.name + ".part")
        part.write_text(url, encoding="utf-8")
        part.replace(target)
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt), listener, simulator.background():
        Server(SimulatorApp(simulator)).run([listener])
