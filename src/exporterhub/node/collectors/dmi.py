"""What the firmware says of the machine (``/sys/class/dmi/id``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.kernel.sysfs import Device
from exporterhub.node.text import Info, label_set, words
from exporterhub.toolkit import NoData

LABELS = words(
    "bios_date bios_release bios_vendor bios_version board_asset_tag board_name board_serial board_vendor board_version"
    " chassis_asset_tag chassis_serial chassis_vendor chassis_version product_family product_name product_serial"
    " product_sku product_uuid product_version system_vendor"
)
HELP = f"A metric with a constant '1' value labeled by {', '.join(LABELS)} if provided by DMI."


class Collector(Base):
    """Reads it once: it does not change until the next boot. Serial numbers are for root only."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        found = read(Device(self.paths.sys("class/dmi/id")))
        self._page = Info("node_dmi_info", HELP).render([label_set(found)]) if found else b""

    def page(self) -> bytes:
        """One series."""
        if not self._page:
            raise NoData("the machine has no DMI information")
        return self._page


def read(device: Device) -> dict[str, bytes]:
    """The attributes that may be read, by the names of their labels."""
    found = {label: device.read({"system_vendor": "sys_vendor"}.get(label, label)) for label in LABELS}
    return {label: text for label, text in found.items() if text is not None}
