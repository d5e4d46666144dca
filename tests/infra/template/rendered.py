"""What SAM makes of the root template. Run by the SAM CLI's own interpreter, which has the translator; prints JSON.

Usage: python rendered.py template.yaml
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from samtranslator.translator.transform import transform  # type: ignore[import-not-found]  # of the SAM CLI's environment
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-not-found]

MANAGED = {
    "AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "AWSXrayWriteOnlyAccess": "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess",
}


class ManagedPolicies:
    """Stands in for the list that the service keeps."""

    def load(self) -> dict[str, str]:
        """ARNs by name."""
        return MANAGED


def render(path: Path) -> dict[str, object]:
    """The template after SAM's transformation, as it would be deployed."""
    template = yaml_parse(path.read_text(encoding="utf-8"))
    for resource in template["Resources"].values():
        for key in ("CodeUri", "ContentUri", "DefinitionUri"):
            if key in resource.get("Properties", {}):  # as after packaging
                resource["Properties"][key] = "s3://bucket/key"
    values = {name: parameter.get("Default", "x") for name, parameter in template["Parameters"].items()}
    rendered: dict[str, object] = transform(template, values, ManagedPolicies())
    return rendered


if __name__ == "__main__":
    sys.stdout.write(json.dumps(render(Path(sys.argv[1])), default=str))
