"""Starting an entry: a folder that already passes the checks, with what is to be written marked ``TODO``."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from exporterhub.catalog._text import shown
from exporterhub.errors import BadInput

__all__ = ["new_entry"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_FACTS = """\
name: {name} Exporter
technology: {name}
summary: "TODO: one or two sentences: what it exposes and what is worth knowing before choosing it."
category: Miscellaneous           # the categories are listed in docs/schema/exporter.json
kind: exporter                    # exporter | built-in | library | gateway | server
maintainer: community             # prometheus | vendor | community
repository: {repository}
# license: Apache-2.0
# language: Go
port: {port}                        # TODO: the default port
# aliases: [words people search for]
# install:
#   container: {{image: example/{slug}-exporter, tag: "v{{version}}"}}
#   debian: {{package: prometheus-{slug}-exporter, executable: prometheus-{slug}-exporter}}
# configure:
#   listen: "--web.listen-address={{listen}}"
#   target: {{flag: --target, value: "{{host}}:{{port}}", default_port: 1}}
# discover: {{processes: [{slug}d], ports: [1], images: [{slug}]}}
fingerprint: {{up: {metric}_up, prefixes: [{metric}_]}}
# sources:
#   - {{fact: port, where: "README.md of the repository", checked: "YYYY-MM-DD"}}
"""

_GUIDE = """\
# {name}

TODO: what has to be done on the side of {name}: an account, its rights, a module to switch on.

## Security

TODO: what the page gives away, and how to keep it to Prometheus.

## Pitfalls

TODO: what goes wrong in practice, and how it shows.
"""


def new_entry(
    folder: Path, slug: str, *, name: str = "", repository: str = "", port: int = 9999, guide: bool = True
) -> Path:
    """Make ``folder/<slug>`` and return it. Nothing is overwritten, and nothing is left behind when it fails.

    ``name`` is the technology's (the slug in title case unless given). Raises BadInput for a slug that is not made
    of lower-case letters, digits and hyphens, for an entry that exists, and for a folder that cannot be written.
    """
    if not _SLUG.fullmatch(slug):
        remedy = "use lower-case letters, digits and single hyphens, such as redis or kube-state-metrics"
        raise BadInput(f"{slug!r} is not a slug", remedy=remedy)
    target = folder / slug
    if target.exists() or target.is_symlink():
        raise BadInput(f"{shown(target)} exists", remedy="edit it, or choose another slug")
    if not folder.is_dir():
        raise BadInput(f"the catalog folder {shown(folder)} does not exist", remedy="give --catalog an existing folder")
    values = {
        "slug": slug,
        "metric": slug.replace("-", "_"),
        "name": name or slug.replace("-", " ").title(),
        "repository": repository or f"https://example.org/TODO/{slug}_exporter",
        "port": port,
    }
    files = {"exporter.yaml": _FACTS.format(**values)}
    if guide:
        files["guide.md"] = _GUIDE.format(**values)
    _write(target, files)
    return target


def _write(target: Path, files: dict[str, str]) -> None:
    """Write into a hidden folder beside ``target`` and give it its name when all is there."""
    temporary: Path | None = None
    try:
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        temporary.chmod(0o755)
        for name, text in files.items():
            (temporary / name).write_text(text, encoding="utf-8")
        temporary.rename(target)
    except OSError as error:
        message = f"{shown(target)} cannot be written: {error.strerror}"
        raise BadInput(message, remedy="check the rights of the folder") from error
    finally:
        if temporary is not None and temporary.exists():
            shutil.rmtree(temporary, ignore_errors=True)
