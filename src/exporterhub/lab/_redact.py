"""Label values that describe the machine a lab ran on, and not the exporter, are not recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

REDACTED = "redacted"


def redact(page: bytes, families: Mapping[str, Sequence[str]]) -> tuple[bytes, dict[str, tuple[str, ...]]]:
    """Replace the values of the named labels.

    Args:
        page: an exposition, either format.
        families: family name to label names.

    Returns:
        The page, and the part of ``families`` that was there to redact.
    """
    done: dict[str, tuple[str, ...]] = {}
    for family, labels in families.items():
        line = re.compile(rb"^" + re.escape(family.encode()) + rb"\{.*\}", re.MULTILINE)
        label = re.compile(
            rb"([{,]\s*)(" + b"|".join(re.escape(name.encode()) for name in labels) + rb')\s*=\s*"(?:[^"\\]|\\.)*"'
        )

        def replace(match: re.Match[bytes], label: re.Pattern[bytes] = label) -> bytes:
            return label.sub(rb'\g<1>\g<2>="' + REDACTED.encode() + rb'"', match[0])

        page, count = line.subn(replace, page)
        if count:
            done[family] = tuple(labels)
    return page, done
