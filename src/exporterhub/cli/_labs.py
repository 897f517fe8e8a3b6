"""What the verbs share that run labs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

from exporterhub.errors import BadInput, Missing

if TYPE_CHECKING:
    from exporterhub.catalog import Entry

FAILED = 3
"""Exit code: a lab did not work."""


def need_own_catalog(entries: Iterable[Entry]) -> None:
    """What is written into the copy inside the installed package would be gone with its next version."""
    for entry in entries:
        if entry.folder.parent.name == "_catalog":
            raise BadInput(
                f"{entry.slug} is in the catalog of the installed program, which keeps no recordings",
                remedy="copy the entry's folder into a catalog folder of your own and give it with --catalog DIR",
            )


def need_sandbox() -> None:
    """Raise Missing, with what to enable, where no lab can be run."""
    from exporterhub.programs import sandbox_unavailable

    reason = sandbox_unavailable()
    if reason:
        raise Missing(f"the lab needs a sandbox: {reason}")


def end_at_once(message: str) -> NoReturn:
    """End this process here and now, and with it its threads and their sandboxes.

    An ordinary end would first wait for packages that are being unpacked.
    """
    from exporterhub.cli._main import INTERRUPTED

    print(message, file=sys.stderr)
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(INTERRUPTED)
