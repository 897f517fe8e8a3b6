"""Batteries and chargers (``/sys/class/power_supply``, the kernel's Documentation/ABI/testing/sysfs-class-power)."""

from __future__ import annotations

from collections.abc import Mapping

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.filters import Filter, expression
from exporterhub.node.flags import text
from exporterhub.node.kernel.sysfs import Device, Devices, files
from exporterhub.node.numbers import float_text
from exporterhub.node.text import Families, Metric, label_set, labels, words
from exporterhub.toolkit import NoData

FLAG = "collector.powersupply.ignored-supplies"
# The attribute, and the family's name where it is another
PLAIN: Mapping[str, str] = {
    "authentic": "",
    "calibrate": "",
    "capacity": "",
    "capacity_alert_max": "",
    "capacity_alert_min": "",
    "cycle_count": "cyclecount",
    "online": "",
    "present": "",
    "time_to_empty_now": "time_to_empty_seconds",
    "time_to_full_now": "time_to_full_seconds",
}
MICRO: Mapping[str, str] = {
    "charge_control_limit": "",
    "charge_control_limit_max": "",
    "charge_counter": "",
    "charge_empty": "",
    "charge_empty_design": "",
    "charge_full": "",
    "charge_full_design": "",
    "charge_now": "charge_ampere",
    "charge_term_current": "",
    "constant_charge_current": "",
    "constant_charge_current_max": "",
    "constant_charge_voltage": "",
    "constant_charge_voltage_max": "",
    "current_boot": "",
    "current_max": "",
    "current_now": "current_ampere",
    "energy_empty": "",
    "energy_empty_design": "",
    "energy_full": "",
    "energy_full_design": "",
    "energy_now": "energy_watthour",
    "input_current_limit": "",
    "power_now": "power_watt",
    "precharge_current": "",
    "voltage_boot": "",
    "voltage_max": "",
    "voltage_max_design": "",
    "voltage_min": "",
    "voltage_min_design": "",
    "voltage_now": "voltage_volt",
    "voltage_ocv": "",
}
TENTHS: Mapping[str, str] = {
    name: f"{name}_celsius"
    for name in (
        words("temp temp_alert_max temp_alert_min temp_ambient temp_ambient_max temp_ambient_min temp_max temp_min")
    )
}
SCALES = ((PLAIN, 1.0), (MICRO, 1e6), (TENTHS, 10.0))
LABELS = words(
    "capacity_level charge_type health manufacturer model_name serial_number status technology type usb_type scope"
)
INFO = Metric("node_power_supply_info", "gauge", "info of /sys/class/power_supply/<power_supply>.")


class Collector(Base):
    """Reads the folder of each supply."""

    flags = (text(FLAG, "Regexp of power supplies to ignore for powersupplyclass collector.", "^$"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        ignored = Filter(expression(context.options.text(FLAG), FLAG))
        self._devices = Devices(self.paths.sys("class/power_supply"), lambda name: not ignored.ignores(name))
        self._metrics = {
            attribute: (metric(name or attribute), scale)
            for names, scale in SCALES
            for attribute, name in names.items()
        }

    def page(self) -> bytes:
        """What each supply knows of itself."""
        try:
            devices = self._devices.now()
        except FileNotFoundError as error:
            raise NoData("the kernel knows no power supplies") from error
        self.may_block = bool(devices)  # the embedded controller is asked, and some are slow
        found = Families()
        for name, device in devices.items():
            self._read(found, name, device)
        return found.render()

    def _read(self, found: Families, name: str, device: Device) -> None:
        try:
            present = set(files(device.folder))
        except OSError:  # taken away meanwhile
            return
        key = labels(power_supply=name)
        for attribute, (family, scale) in self._metrics.items():
            number = device.number(attribute) if attribute in present else None
            found.add(family, key, None if number is None else float_text(number / scale))
        texts = {"power_supply": name.encode(), **{label: device.text(label) for label in LABELS if label in present}}
        found.add(INFO, label_set({label: text for label, text in texts.items() if text}), b"1")


def metric(name: str) -> Metric:
    """The family of one attribute."""
    return Metric(f"node_power_supply_{name}", "gauge", f"{name} value of /sys/class/power_supply/<power_supply>.")
