"""Members of a cluster, replicas, peers: fewer than there were in the last six hours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea, Scenario
from .._shapes import ending, named, summary
from .._story import Lane, below, story, target
from .._subject import Seen, Subject, which
from .._text import selector, spaced

RANK = 36
_SIZE = re.compile(
    r"(^|_)(cluster_size|cluster_members|cluster_nodes|cluster_peers|members|connected_slaves|connected_replicas|replicas|"
    r"ready_replicas|available_replicas|slaves|standbys|followers|in_sync_replicas|isr|brokers|peers|connected_peers|"
    r"active_peers|quorum_size|number_of_nodes|number_of_data_nodes|servers_up|nodes_up|alive_nodes|live_nodes|"
    r"active_servers|up_servers|insync_replicas|wsrep_cluster_size|sentinels|known_nodes|bonding_active)$"
)
_MINUTES = 15


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each number of members that is above 0 on the page."""
    for seen in subject.levels():
        if _SIZE.search(seen.name) and seen.values:
            if any(value >= 1 for value in seen.values):
                yield _idea(seen)
            else:
                yield Decline(seen.family, f"{seen.name} is 0: there is no cluster on this page to lose members of")


def _idea(seen: Seen) -> Idea:
    labels = target(seen.example())
    lane = Lane(seen.name, labels, 3, 2)
    grows = Scenario("it grows", ((selector(seen.name, labels), "2x10 3x30"),), quiet=(39,))
    return Idea(
        named(seen.name, "Lost"),
        f"{seen.name} < max_over_time({seen.name}[6h])",
        _MINUTES,
        "warning",
        summary(f"{spaced(seen.name)} is down to {{{{ $value | humanize }}}}", which(seen)),
        "There were more in the last six hours. See which one is gone and why; if it was meant to go, this ends by "
        f"itself. {ending(seen)}",
        say("By its name, %(metric)s is how many there are of something that should stay together.", metric=seen.name),
        (seen.family,),
        (story([lane], labels, 2, minutes=_MINUTES), below([lane], minutes=_MINUTES, title="all are there"), grows),
        basis="it is compared with itself",
    )
