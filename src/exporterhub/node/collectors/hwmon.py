"""Temperatures, fans, voltages and more (``/sys/class/hwmon``, Documentation/hwmon/sysfs-interface.rst)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import base_name, exists, listing
from exporterhub.node.flags import text
from exporterhub.node.kernel.sensors import CHIP, LABEL, sensor_series
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import float_text
from exporterhub.node.text import Families, labels, words
from exporterhub.toolkit import NoData

FILE = re.compile(r"(?P<type>[^0-9]+)(?P<id>[0-9]*)(?:_(?P<property>.+))?")
TYPES = frozenset(
    words("vrm beep_enable update_interval in cpu fan pwm temp curr power energy humidity intrusion freq")
)

Sensors = dict[str, dict[str, str]]
"""What each sensor says, by its properties: ``temp1``: ``input``, ``max`` ..."""


class Collector(Base):
    """Reads the folder of each chip, and that of its device, where older drivers have the files."""

    flags = (
        text("collector.hwmon.chip-include", "Regexp of hwmon chip to include (mutually exclusive to device-exclude)."),
        text("collector.hwmon.chip-exclude", "Regexp of hwmon chip to exclude (mutually exclusive to device-include)."),
        text(
            "collector.hwmon.sensor-include",
            "Regexp of hwmon sensor to include (mutually exclusive to sensor-exclude).",
        ),
        text(
            "collector.hwmon.sensor-exclude",
            "Regexp of hwmon sensor to exclude (mutually exclusive to sensor-include).",
        ),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        options = context.options
        self._chips = options.filter("collector.hwmon.chip-exclude", "collector.hwmon.chip-include")
        self._sensors = options.filter("collector.hwmon.sensor-exclude", "collector.hwmon.sensor-include")
        self._devices = Devices(self.paths.sys("class/hwmon"))

    def page(self) -> bytes:
        """Families by the kinds and properties of the sensors that are there."""
        try:
            devices = self._devices.now()
        except FileNotFoundError as error:
            raise NoData("the kernel knows no sensors") from error
        self.may_block = bool(devices)  # chips on slow buses take milliseconds for each answer
        found = Families()
        for device in devices.values():
            chip = chip_name(device)
            if not self._chips.ignores(chip):
                self._add(found, chip, device)
        return found.render()

    def _add(self, found: Families, chip: str, device: Device) -> None:
        human = clean(device.text("name").decode(errors="replace"))
        if human:
            found.add(CHIP, labels(chip=chip, chip_name=human), b"1")
        for sensor, properties in read(device).items():
            # The filter sees both: "platform_coretemp_0;temp3".
            if self._sensors.ignores(f"{chip};{sensor}"):
                continue
            if "label" in properties:
                found.add(LABEL, labels(chip=chip, sensor=sensor, label=properties["label"]), b"1")
            kind = FILE.fullmatch(sensor)
            for metric, value, other in sensor_series(kind["type"] if kind else "", properties):
                found.add(metric, labels(chip=chip, sensor=other or sensor), float_text(value))


def read(device: Device) -> Sensors:
    """All sensors of a chip."""
    found: Sensors = {}
    for folder in ("", "device/"):
        for name, sensor, prop in _files(f"{device.folder}/{folder}"):
            value = device.line(folder + name)  # labels may end with blanks
            if value is not None:
                found.setdefault(sensor, {})[prop] = value.decode(errors="replace")
    return found


def _files(folder: str) -> Iterator[tuple[str, str, str]]:
    """The files of sensors in a folder: name, sensor, property."""
    try:
        names = listing(folder)
    except OSError:
        return
    for name in names:
        match = FILE.fullmatch(name)
        if match and match["type"] in TYPES:
            yield name, f"{match['type']}{int(match['id'] or 0)}", match["property"] or ""


def chip_name(device: Device) -> str:
    """A name that stays when modules load in another order: that of the device, else of the driver, else hwmonN."""
    path = os.path.realpath(f"{device.folder}/device")
    if exists(path):
        bus, name = (clean(base_name(part)) for part in (path.rpartition("/")[0], path))
        if name:
            return f"{bus}_{name}" if bus else name
    driver = clean(device.text("name").decode(errors="replace"))
    return driver or clean(base_name(os.path.realpath(device.folder)))


def clean(name: str) -> str:
    """The name in the characters of a family's name."""
    return re.sub(r"[^a-z0-9:_]", "_", name.lower()).strip("_")
