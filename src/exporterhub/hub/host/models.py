"""The documents of the host. Field descriptions are the reference that ``/api`` shows."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from exporterhub.hub.documents.base import Document
from exporterhub.hub.documents.models import FamilyDocument, FindingDocument, Verdict

__all__ = ["Filesystem", "HostDocument", "HostFamily", "HostSummary", "Memory", "NetworkDevice"]


class HostFamily(FamilyDocument):
    """One family of the host's page, with its value where it has only one."""

    unit: str = Field(description="As the page says, else as the name ends")
    value: str | None = Field(description="The value of the only series, as text because it may be NaN or +Inf")


class Memory(Document):
    """Main memory."""

    total_bytes: float
    used_bytes: float = Field(description="The total without what is available to new programs")


class Filesystem(Document):
    """One mounted filesystem; those in memory are left out, and a device mounted twice is listed once."""

    mountpoint: str
    device: str
    type: str
    size_bytes: float
    used_bytes: float
    available_bytes: float = Field(description="Free for an ordinary user")


class NetworkDevice(Document):
    """One network device that has had traffic since the host started; the loopback is left out."""

    device: str
    received_bytes: float
    sent_bytes: float


class HostSummary(Document):
    """What the page says of the host. A field is null or empty where the exporter does not expose it."""

    hostname: str
    system: str = Field(description="The distribution")
    kernel: str
    uptime_seconds: float | None
    load: list[float] = Field(description="Over 1, 5 and 15 minutes")
    cpus: int | None
    memory: Memory | None
    filesystems: list[Filesystem]
    container: bool = Field(description="The filesystems are those of the exporter's container, not of the host")
    network: list[NetworkDevice]


class HostDocument(Document):
    """What the host exporter beside the hub exposes now."""

    address: str
    read_at: datetime
    read_seconds: float
    exporter: Verdict | None = Field(description="The catalog's entry that the page fits")
    served_by: str = Field(description="The program that made the page, where it says so")
    summary: HostSummary
    families: list[HostFamily]
    findings: list[FindingDocument] = Field(description="What could not be read")
