"""Check the dashboard of every entry, own or general, against the schema that Grafana publishes.

``make grafana-schema`` fetches Grafana's types (@grafana/schema), what makes a JSON Schema of them, and a validator,
and runs this. Nothing of it is kept in the repository.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from exporterhub.catalog import load
from exporterhub.dashboards import grafana_json, offer

ROOT = Path(__file__).resolve().parent.parent
_TYPES = "@grafana/schema/dist/esm/raw/dashboard/x/dashboard_types.gen.d.ts"
_VALIDATE = """
const fs = require("fs"), path = require("path"), Ajv = require("ajv");
const [schema, folder] = process.argv.slice(1);
const validate = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(fs.readFileSync(schema)));
const wrong = {};
for (const name of fs.readdirSync(folder)) {
  if (validate(JSON.parse(fs.readFileSync(path.join(folder, name))))) continue;
  wrong[name] = validate.errors.map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}
process.stdout.write(JSON.stringify(wrong));
"""


def main(modules: Path) -> int:
    """Print what does not fit, by entry; 1 where anything does not. ``modules`` is a folder ``node_modules``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema, dashboards = folder / "schema.json", folder / "dashboards"
        dashboards.mkdir()
        _make_schema(modules, schema)
        _check_the_check(json.loads(schema.read_text(encoding="utf-8")))
        for entry in load([ROOT / "catalog"]):
            dashboard = offer(entry).dashboard
            assert dashboard is not None, entry.slug
            (dashboards / entry.slug).write_text(grafana_json(entry, dashboard), encoding="utf-8")
        wrong = _invalid(modules, schema, dashboards)
        number = len(list(dashboards.iterdir()))
    for slug, problems in sorted(wrong.items()):
        for problem in dict.fromkeys(problems):
            sys.stderr.write(f"{slug}: {problem}\n")
    version = json.loads((modules / "@grafana/schema/package.json").read_text(encoding="utf-8"))["version"]
    sys.stderr.write(f"{number - len(wrong)} of {number} dashboards fit the schema of Grafana {version}\n")
    return 1 if wrong else 0


def _make_schema(modules: Path, schema: Path) -> None:
    generator = modules / ".bin" / "ts-json-schema-generator"
    arguments = ["--no-type-check", "--path", str(modules / _TYPES), "--type", "Dashboard", "-o", str(schema)]
    subprocess.run([str(generator), *arguments], check=True)


def _check_the_check(schema: dict[str, object]) -> None:
    """A schema that would let anything through proves nothing."""
    definitions = schema["definitions"]
    assert isinstance(definitions, dict)
    assert all(definitions[name]["additionalProperties"] is False for name in ("Dashboard", "Panel", "VariableModel"))


def _invalid(modules: Path, schema: Path, dashboards: Path) -> dict[str, list[str]]:
    done = subprocess.run(
        ["node", "-e", _VALIDATE, "--", str(schema), str(dashboards)],
        check=True,
        capture_output=True,
        env={**os.environ, "NODE_PATH": str(modules)},
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
