from __future__ import annotations

import subprocess

import pytest

from infra.local import aws

pytestmark = pytest.mark.infra


def test_refuses_a_version_whose_gaps_nobody_has_looked_at() -> None:
    pretend = "import importlib.metadata as m, runpy, sys; m.version = lambda _: '9.9.9'; "
    run = "runpy.run_path(sys.argv[1], run_name='__main__')"
    command = [str(part) for part in (aws.PYTHON, "-c", pretend + run, *aws.LAUNCHER)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, env=aws.environment(""))
    assert refused.returncode == 1
    assert "made for ministack 1.5.33, found 9.9.9" in refused.stderr
