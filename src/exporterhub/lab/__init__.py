"""The lab: real services and real exporters in a sandbox, and what they were seen to expose.

``record`` runs an entry's ``lab.yaml`` and writes its recordings. Each run is one sandbox without root; whatever is
started in it ends with it, however this process ends. ``prove`` lets a real Prometheus watch the same programs, healthy
and under the faults of ``lab.yaml``; ``write_evidence`` writes what was seen.
"""

from exporterhub.lab._events import Event
from exporterhub.lab._evidence import witness, write_evidence
from exporterhub.lab._plan import Plan, Step, lab_of, plan
from exporterhub.lab._preview import write_preview
from exporterhub.lab._prove import Proof, Shown, Witnessed, prove, prove_runs
from exporterhub.lab._record import record

__all__ = [
    "Event",
    "Plan",
    "Proof",
    "Shown",
    "Step",
    "Witnessed",
    "lab_of",
    "plan",
    "prove",
    "prove_runs",
    "record",
    "witness",
    "write_evidence",
    "write_preview",
]
