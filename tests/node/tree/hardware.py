"""Sensors, batteries and firmware."""

from __future__ import annotations

from node_tests_tree.base import Tree


def sensors(tree: Tree) -> None:
    """Chips, thermal zones, cooling devices, frequencies, memory controllers, firmware."""
    chip = "sys/devices/platform/coretemp.0/hwmon/hwmon0"
    tree.files(
        chip,
        {
            "name": "coretemp",
            "temp1_input": 55000,
            "temp1_max": 100000,
            "temp1_crit": 100500,
            "temp1_crit_alarm": 0,
            "temp1_label": "Physical id 0",
            "temp2_input": 54000,
            "temp2_fault": 1,
            "temp2_alarm": 0,
            "temp2_type": 3,
            "uevent": "",
        },
    )
    tree.link(f"{chip}/device", "../../../coretemp.0")
    tree.link("sys/class/hwmon/hwmon0", "../../devices/platform/coretemp.0/hwmon/hwmon0")
    old = "sys/devices/platform/applesmc.768"
    tree.files(
        old,
        {
            "fan1_input": 1998,
            "fan1_min": 1200,
            "fan1_label": "Left side  ",
            "fan1_manual": 0,
            "fan2_input": "not a number",
            "in0_input": 1100,
            "in0_beep": 1,
            "cpu0_vid": 1300,
            "curr1_input": 410,
            "energy1_input": 12345678,
            "power1_input": 5000000,
            "power1_average": 4000000,
            "power1_average_interval": 1000,
            "power1_accuracy": 100000,
            "power1_alarm": 0,
            "humidity1_input": 45000,
            "pwm1": 128,
            "pwm1_enable": 2,
            "freq1_input": 1508000000,
            "freq1_label": "sclk",
            "freq2_input": 1000,
            "intrusion0_alarm": 0,
            "beep_enable": 1,
            "vrm": 115,
            "update_interval": 1000,
            "hwmon/hwmon1/name": "",
        },
    )
    tree.link("sys/class/hwmon/hwmon1", "../../devices/platform/applesmc.768/hwmon/hwmon1")
    tree.link(f"{old}/hwmon/hwmon1/device", "../../../applesmc.768")
    tree.files("sys/class/hwmon/hwmon2", {"name": "nct6775", "temp1_input": 33500, "temp1_label": "SYSTIN"})
    tree.files("sys/class/hwmon/hwmon3", {"temp1": 42000, "temp1_input": 43000})

    for n, kind in enumerate(("x86_pkg_temp", "acpitz")):
        files = {"type": kind, "policy": "step_wise", "temp": 44000 + 1000 * n}
        tree.files(f"sys/class/thermal/thermal_zone{n}", dict(files))
    tree.files("sys/class/thermal/thermal_zone2", {"type": "no temperature", "policy": "step_wise"})
    tree.files("sys/class/thermal/cooling_device0", {"type": "Processor", "max_state": 50, "cur_state": 7})
    tree.files("sys/class/thermal/cooling_device1", {"type": "intel_powerclamp", "max_state": 27, "cur_state": -1})

    for n in range(2):
        folder = f"sys/devices/system/cpu/cpu{n}/cpufreq"
        files = {
            "cpuinfo_max_freq": 3700000,
            "cpuinfo_min_freq": 800000,
            "cpuinfo_transition_latency": 0,
            "scaling_cur_freq": 1219917 + n,
            "scaling_max_freq": 3500000,
            "scaling_min_freq": 900000,
            "scaling_available_governors": "performance powersave",
            "scaling_driver": "intel_pstate",
            "scaling_governor": "powersave",
            "related_cpus": n,
            "scaling_setspeed": "<unsupported>",
        }
        tree.files(folder, dict(files) | ({"cpuinfo_cur_freq": 1699981} if n == 0 else {}))

    for n in range(2):
        controller = f"sys/devices/system/edac/mc/mc{n}"
        tree.files(controller, {"ce_count": 1 + n, "ce_noinfo_count": 2, "ue_count": 5 + n, "ue_noinfo_count": 6})
        tree.files(f"{controller}/csrow0", {"ce_count": 3, "ue_count": 4})
    tree.files(
        "sys/class/dmi/id",
        {
            "bios_date": "04/12/2021",
            "bios_release": "2.2",
            "bios_vendor": "Made Up Inc.",
            "bios_version": "2.2.4",
            "board_name": '07PXPY "quoted"',
            "board_serial": "",
            "chassis_asset_tag": "",
            "product_name": "MadeUp R6515",
            "product_uuid": "83340ca8-0000-4000-8000-2b00b9d1c2d3",
            "sys_vendor": "Made Up Inc.",
            "modalias": "dmi:none",
            "uevent": "",
        },
    )


def power(tree: Tree) -> None:
    """Batteries, energy counters, and what the network interfaces are."""
    tree.files(
        "sys/class/power_supply/BAT0",
        {
            "alarm": 2503000,
            "capacity": 98,
            "capacity_level": "Normal",
            "cycle_count": 11,
            "energy_full": 50060000,
            "energy_full_design": 47520000,
            "energy_now": 49450000,
            "manufacturer": "LGC",
            "model_name": "LNV-45N1",
            "power_now": 4830000,
            "present": 1,
            "serial_number": 38109,
            "status": "Discharging",
            "technology": "Li-ion",
            "temp": 321,
            "time_to_empty_now": 3661,
            "type": "Battery",
            "voltage_min_design": 10800000,
            "voltage_now": 12229000,
            "charge_control_limit": 3,
        },
    )
    tree.files("sys/class/power_supply/AC", {"online": 0, "type": "Mains"})
    zones = (("intel-rapl:0", "package-0", 240422366267), ("intel-rapl:0:0", "core", 118821284256))
    for name, zone, energy in (*zones, ("intel-rapl:1", "package-1", 7), ("intel-rapl:1:0", "core", 9)):
        folder = f"sys/class/powercap/{name}"
        tree.files(folder, {"name": zone, "energy_uj": energy, "max_energy_range_uj": 262143328850})
    tree.write("sys/class/powercap/intel-rapl/enabled", 1)
    common = {
        "addr_assign_type": 3,
        "address": "02:00:00:00:00:01",
        "broadcast": "ff:ff:ff:ff:ff:ff",
        "carrier": 1,
        "carrier_changes": 2,
        "carrier_down_count": 1,
        "carrier_up_count": 1,
        "dev_id": "0x20",
        "dormant": 1,
        "duplex": "full",
        "flags": "0x1303",
        "ifindex": 2,
        "iflink": 2,
        "link_mode": 1,
        "mtu": 1500,
        "name_assign_type": 2,
        "netdev_group": 0,
        "operstate": "up",
        "speed": 1000,
        "tx_queue_len": 1000,
        "type": 1,
    }
    tree.files("sys/class/net/eth0", common)
    tree.files("sys/class/net/lo", {"operstate": "unknown", "flags": "0x8", "mtu": 65536, "speed": -1, "address": ""})
