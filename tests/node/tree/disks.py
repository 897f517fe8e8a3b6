"""Disks, mounts, RAID, NVMe, tapes and watchdogs."""

from __future__ import annotations

from node_tests_tree.base import Tree, words

DISKS = (
    # major, minor, name, columns: of a current kernel, of 4.18, of 2.6.25
    (8, 0, "sda", 17),
    (8, 1, "sda1", 17),
    (7, 0, "loop0", 17),
    (259, 0, "nvme0n1", 17),
    (259, 1, "nvme0n1p1", 17),
    (252, 0, "dm-0", 15),
    (179, 0, "mmcblk0", 11),
    (104, 0, "cciss/c0d0", 17),
    (1, 0, "ram0", 17),
)


def disks(tree: Tree) -> None:
    """Disks of several kernels' times, with what udev knows of them."""
    lines = []
    for place, (major, minor, name, columns) in enumerate(DISKS):
        numbers = " ".join(str(1000003 * (place + 1) + 1009 * column) for column in range(columns))
        lines.append(f"{major:4} {minor:7} {name} {numbers}")
    lines.append("   8       2 sda2 12 24 36 48")  # a partition, as kernels before 2.6.25 wrote it
    tree.write("proc/diskstats", "\n".join(lines))
    for _, _, name, _ in DISKS:
        queue = dict.fromkeys(QUEUE, "0") | {"rotational": str(int(name == "sda")), "write_cache": "write back"}
        queue |= {"zoned": "none", "scheduler": "[mq-deadline] none"}
        tree.files(f"sys/block/{name.replace('/', '!')}/queue", dict(queue))
    udev = {
        "b8:0": (
            "ID_ATA=1 ID_ATA_WRITE_CACHE=1 ID_ATA_WRITE_CACHE_ENABLED=0 ID_ATA_ROTATION_RATE_RPM=7200"
            " ID_MODEL=MADEUP_DISK_4000 ID_REVISION=A1.2 ID_SERIAL_SHORT=AB0001 ID_WWN=0x50000000000000a1"
            " ID_PATH=pci-0000:00:1f.2-ata-1"
        ),
        "b8:1": "ID_FS_TYPE=ext4 ID_FS_USAGE=filesystem ID_FS_UUID=11111111-2222-4333-8444-555555555555"
        " ID_FS_VERSION=1.0",
        "b252:0": "DM_NAME=vg0--root DM_UUID=LVM-made-up DM_VG_NAME=vg0 DM_LV_NAME=root DM_LV_LAYER=",
        "b259:0": "SCSI_IDENT_SERIAL=NVME77 ID_SERIAL_SHORT=no ID_SERIAL=neither",
        "b179:0": "ID_SERIAL=0xmmc",
    }
    for name, properties in udev.items():
        lines = ["S:disk/by-id/made-up", "I:1000", *(f"E:{item}" for item in properties.split()), "G:systemd"]
        tree.write(f"udev/{name}", "\n".join(lines))


QUEUE = words(
    "add_random dax discard_granularity discard_max_hw_bytes discard_max_bytes hw_sector_size io_poll io_timeout"
    " iostats"
    " logical_block_size max_hw_sectors_kb max_integrity_segments max_sectors_kb max_segments max_segment_size"
    " minimum_io_size nomerges nr_requests optimal_io_size physical_block_size read_ahead_kb rq_affinity"
    " write_same_max_bytes nr_zones chunk_sectors fua max_discard_segments write_zeroes_max_bytes io_poll_delay"
    " wbt_lat_usec"
)


def mounts(tree: Tree) -> None:
    """A root, a second disk, places with odd names, pseudo filesystems, one mounted twice, and one that is gone."""
    lines = [
        "29 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro",
        "30 29 0:5 / /dev rw,nosuid shared:2 - devtmpfs udev rw,size=8012096k",
        "31 29 0:24 / /run rw,nosuid,nodev shared:5 - tmpfs tmpfs rw,size=1610796k,mode=755",
        "32 29 8:17 / /srv/data ro,relatime shared:6 master:1 - xfs /dev/sdb1 rw,attr2",
        "33 29 8:33 / /srv/with\\040blank rw,relatime - ext4 /dev/sdc1 rw",
        "34 29 8:34 / /srv/with\\011tab rw,relatime - ext4 /dev/sdc2 ro",
        "35 29 0:40 / /srv/gone rw,relatime - ext4 /dev/sdd1 rw",
        "36 29 8:49 / /srv/twice rw,relatime - ext4 /dev/sde1 rw",
        "37 36 8:49 /sub /srv/twice rw,noatime - ext4 /dev/sde1 rw",
        "38 29 0:22 / /proc rw - proc proc rw",
        "39 29 0:50 / /srv/empty-source rw,relatime -  tmpfs  rw",
        "40 29 0:51 / /var/lib/docker/overlay2/abc/merged rw,relatime - overlay overlay rw,lowerdir=/a:/b",
        "41 29 0:52 / /run/credentials/systemd-journald.service ro - ramfs none rw,mode=700",
        "42 29 0:53 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate",
    ]
    # A device without a name leaves two blanks side by side.
    lines = [line.replace(" -  tmpfs  rw", " - tmpfs  rw") for line in lines]
    tree.write("proc/1/mountinfo", "\n".join(lines))
    for point in ("run", "srv/data", "srv/with blank", "srv/with\ttab", "srv/twice", "srv/empty-source"):
        (tree.root / point).mkdir(parents=True, exist_ok=True)


def raid(tree: Tree) -> None:
    """Arrays in every state, NVMe, tapes, watchdogs."""
    tree.write(
        "proc/mdstat",
        """Personalities : [linear] [raid0] [raid1] [raid6] [raid5] [raid4]
md0 : active raid1 sda1[0] sdb1[1]
      248896 blocks [2/2] [UU]

md1 : active raid6 sdc1[4] sdd1[3] sde1[1](F) sdf1[0](S)
      195310144 blocks level 6, 64k chunk, algorithm 2 [4/3] [U_UU]
      [=>...................]  recovery =  8.5% (16775552/195310144) finish=17.0min speed=259783K/sec

md2 : active raid0 sdg1[1] sdh1[0]
      314159265 blocks 64k chunks

md3 : inactive sdi1[0](S)
      1883150 blocks super 1.2

md4 : active raid5 sdj1[0] sdk1[1] sdl1[2]
      7932 blocks level 5, 64k chunk, algorithm 2 [3/3] [UUU]
      bitmap: 0/1 pages [0KB], 65536KB chunk
      [======>..............]  resync = 30.0% (2380/7932) finish=0.0min speed=2380K/sec

md5 : active (auto-read-only) raid1 sdm1[0] sdn1[1]
      4186624 blocks super 1.2 [2/2] [UU]
        resync=PENDING

md6 : active raid1 sdo1[0] sdp1[1]
      8388608 blocks super 1.2 [2/2] [UU]
      [===>.................]  check = 18.5% (1551872/8388608) finish=5.0min speed=20000K/sec

unused devices: <none>
""",
    )
    common = {"array_state": "clean", "metadata_version": "1.2", "uuid": "made-up", "layout": 0}
    for name, level, disks, degraded in (("md0", "raid1", 2, 0), ("md1", "raid6", 4, 1), ("md2", "raid0", 2, None)):
        files = {**common, "level": level, "raid_disks": disks, "chunk_size": 65536}
        if degraded is not None:
            files |= {"degraded": degraded, "sync_action": "idle", "sync_completed": "none"}
        tree.files(f"sys/block/{name}/md", files)
    nvme = "sys/class/nvme/nvme0"
    tree.files(
        nvme,
        {
            "firmware_rev": "1B2QEXP7",
            "model": "Made Up SSD 970",
            "serial": "S680HF8N000001",
            "state": "live",
            "cntlid": 1997,
        },
    )
    tree.files(
        f"{nvme}/nvme0n1",
        {"nuse": 488281250, "size": 976562500, "queue/logical_block_size": 4096, "ana_state": "optimized"},
    )
    tree.files(f"{nvme}/nvme0c0n2", {"nuse": 7, "size": 11, "queue/logical_block_size": 512})
    for name in ("st0", "nst0"):
        counters = (
            "in_flight io_ns other_cnt read_byte_cnt read_cnt read_ns resid_cnt write_byte_cnt write_cnt write_ns"
        )
        tree.files(
            f"sys/class/scsi_tape/{name}/stats", {c: 1409 + 9247011087 * n for n, c in enumerate(counters.split())}
        )
    tree.files(
        "sys/class/watchdog/watchdog0",
        {
            "bootstatus": 1,
            "fw_version": 2,
            "identity": "Software Watchdog",
            "nowayout": 0,
            "options": "0x8380",
            "pretimeout": 120,
            "pretimeout_governor": "noop",
            "state": "active",
            "status": "0x8000",
            "timeleft": 300,
            "timeout": 60,
            "access_cs0": 0,
        },
    )
    tree.files("sys/class/watchdog/watchdog1", {"identity": "Second"})
