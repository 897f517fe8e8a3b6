"""The lab: real services and real exporters in a sandbox, and what they were seen to expose.

``record`` runs an entry's ``lab.yaml`` and writes its recordings. Each run is one sandbox without root; whatever is
started in it ends with it, however this process ends.
"""

from exporterhub.lab._events import Event
from exporterhub.lab._evidence import witness, write_evidence
from exporterhub.lab._plan import Plan, Step, plan
from exporterhub.lab._record import record

__all__ = ["Event", "Plan", "Step", "plan", "record", "witness", "write_evidence"]
