"""Fibre Channel ports (``/sys/class/fc_host``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Info, Metric, Table, label_set, labels, words
from exporterhub.toolkit import NoData

UNKNOWN = 0xFFFF_FFFF_FFFF_FFFF  # what firmware says that does not count
# The file, the family and its help
COUNTERS = {
    "dumped_frames": ("dumped_frames", "Number of dumped frames"),
    "error_frames": ("error_frames", "Number of errors in frames"),
    "fcp_packet_aborts": ("fcp_packet_aborts", "Number of aborted packets"),
    "invalid_crc_count": ("invalid_crc", "Invalid Cyclic Redundancy Check count"),
    "invalid_tx_word_count": ("invalid_tx_words", "Number of invalid words transmitted by host port"),
    "link_failure_count": ("link_failure", "Number of times the host port link has failed"),
    "loss_of_signal_count": ("loss_of_signal", "Number of times signal has been lost"),
    "loss_of_sync_count": (
        "loss_of_sync",
        "Number of failures on either bit or transmission word boundaries",
    ),
    "nos_count": ("nos", "Number Not_Operational Primitive Sequence received by host port"),
    "rx_frames": ("rx_frames", "Number of frames received"),
    "rx_words": ("rx_words", "Number of words received by host port"),
    "seconds_since_last_reset": (
        "seconds_since_last_reset",
        "Number of seconds since last host port reset",
    ),
    "tx_frames": ("tx_frames", "Number of frames transmitted by host port"),
    "tx_words": ("tx_words", "Number of words transmitted by host port"),
}
LABELS = words(
    "speed port_state port_type port_id port_name fabric_name symbolic_name supported_classes supported_speeds"
    " dev_loss_tmo"
)
HEXADECIMAL = frozenset(("port_id", "port_name", "fabric_name"))


class Collector(Base):
    """Reads the folder of each host adapter."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices = Devices(self.paths.sys("class/fc_host"))
        self._info = Info(
            "node_fibrechannel_info", "Non-numeric data from /sys/class/fc_host/<host>, value is always 1."
        )
        self._counters = Table(
            *(Metric(f"node_fibrechannel_{name}_total", "counter", said) for name, said in COUNTERS.values())
        )

    def page(self) -> bytes:
        """What each port is, and its counters, those that the firmware counts."""
        try:
            devices = self._devices.now()
        except FileNotFoundError as error:
            raise NoData("there are no Fibre Channel adapters") from error
        self.may_block = bool(devices)  # the firmware is asked
        rows = [[counter(device, file) for file in COUNTERS] for device in devices.values()]
        return self._info.render([info(name, device) for name, device in devices.items()]) + self._counters.render(
            [labels(fc_host=name) for name in devices], rows
        )


def counter(device: Device, file: str) -> bytes | None:
    """One counter; None where it is not counted."""
    number = device.number(f"statistics/{file}")
    return None if number is None or number == UNKNOWN else int_text(number)


def info(name: str, device: Device) -> bytes:
    """The labels of a port; numbers in hexadecimal are without their 0x."""
    texts = {label: device.text(label) for label in LABELS}
    cut = {label: text[2:] if label in HEXADECIMAL and len(text) > 2 else text for label, text in texts.items()}
    return label_set({"fc_host": name, **cut})
