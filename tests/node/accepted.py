"""The differences from node_exporter that are meant, each with its reason. docs/node.md tells the same."""

from __future__ import annotations

import re
from collections.abc import Iterable

from node_tests_pages import Accepted

__all__ = ["EVERYWHERE", "HERE", "MADE_UP", "unexplained", "unused"]

EVERYWHERE = (
    Accepted(
        r"exporterhub_(build_info|node_filesystems_of_container): not theirs",
        "which program this is, and whether it mistakes a container's disks for the host's: its own families",
    ),
    Accepted(r"node_exporter_build_info\{", "the same family and labels; they say that this is another program"),
    Accepted(r"(process|python)_\w+: not theirs", "about the process; a Go program has go_* in their place"),
)
MADE_UP = (
    Accepted(
        r'node_filesystem_readonly\{device="/dev/sdb1",.*: 0.0 is 1.0',
        "1.11 sees `ro` only as the only option of a mount (node_exporter#3659, corrected in 1.12)",
    ),
    Accepted(
        r'node_nvme_namespace_\w+\{.*nsid="2"\}: not theirs',
        "a namespace of a controller with multipath (nvme0c0n2) counts too",
    ),
    Accepted(
        r'node_thermal_zone_temp\{type="no temperature",zone="2"\}: missing \(theirs 0.0\)',
        "a zone whose temperature cannot be read is left out, and not told as 0 degrees",
    ),
    Accepted(r"node_uname_info\{.*(theirs|not theirs)", "the sandbox of the one has a host name of its own"),
)
HERE = (
    Accepted(
        r"node_disk_info\{.*(missing|not theirs)",
        "1.11 takes `rotational` for 0 when any other file of the queue is missing (node_exporter#3686, 1.12)",
    ),
)


def unexplained(differences: Iterable[str], accepted: Iterable[Accepted]) -> list[str]:
    """The differences that no reason is given for."""
    patterns = [re.compile(one.pattern) for one in accepted]
    return [line for line in differences if not any(pattern.match(line) for pattern in patterns)]


def unused(differences: Iterable[str], accepted: Iterable[Accepted]) -> list[str]:
    """Reasons for differences that are not there any more."""
    lines = list(differences)
    return [one.pattern for one in accepted if not any(re.match(one.pattern, line) for line in lines)]
