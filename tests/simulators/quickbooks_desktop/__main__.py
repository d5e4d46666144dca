"""Run the simulator: ``python -m tests.simulators.quickbooks_desktop --port 0``."""

from tests.simulators.chassis.command_line import listening_parser, serve

from .simulator import Simulator


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted; prints and writes the base URL first."""
    serve(Simulator(), listening_parser("quickbooks-desktop-simulator").parse_args(arguments))


if __name__ == "__main__":
    main()
