"""The CPUs, the memory, and what the kernel counts."""

from __future__ import annotations

from node_tests_tree.base import Tree, words


def cpu(tree: Tree, count: int = 4) -> None:
    """Four CPUs in two cores of one package, the last one offline."""
    lines = ["cpu  40601 1205 30307 9080706 5040 0 303 202 101 11"]
    lines += [
        f"cpu{n} {10101 + n} {301 + n} {7501 + n} {2270177 + n} {1260 + n} {n} {75 + n} {50 + n} {25 + n} {n}"
        for n in range(count - 1)
    ]
    lines += [
        "intr 8885917 17 0 0 0 0 0 0 0 1 79281 0 0 0 0 0 0 0 231237 0 0",
        "ctxt 38014093",
        "btime 1418183276",
        "processes 26442",
        "procs_running 2",
        "procs_blocked 1",
        "softirq 5057579 250191 1481983 1647 211099 186066 0 1783454 622196 12499 508444",
    ]
    tree.write("proc/stat", "\n".join(lines))
    tree.write("proc/loadavg", "0.21 0.37 0.39 1/719 19737")
    base = "sys/devices/system/cpu"
    tree.write(f"{base}/isolated", "1,3")
    tree.write(f"{base}/online", f"0-{count - 2}")
    tree.write(f"{base}/offline", count - 1)
    for n in range(count):
        tree.write(f"{base}/cpu{n}/online", int(n < count - 1))
        if n < count - 1:
            tree.write(f"{base}/cpu{n}/topology/physical_package_id", 0)
            tree.write(f"{base}/cpu{n}/topology/core_id", n // 2)
            tree.write(f"{base}/cpu{n}/thermal_throttle/core_throttle_count", 5 + n)
            tree.write(f"{base}/cpu{n}/thermal_throttle/package_throttle_count", 30)
    source = "sys/devices/system/clocksource/clocksource0"
    tree.write(f"{source}/available_clocksource", "tsc hpet acpi_pm ")
    tree.write(f"{source}/current_clocksource", "tsc")
    tree.write("proc/cpuinfo", "\n".join(_cpuinfo(n) for n in range(count - 1)))


def _cpuinfo(n: int) -> str:
    return f"""processor\t: {n}
vendor_id\t: MadeUpIntel
cpu family\t: 6
model\t\t: 142
model name\t: Made-up(R) Core(TM) i9-0000U CPU @ 1.90GHz
stepping\t: 12
microcode\t: 0xca
cpu MHz\t\t: {799.998 + n}
cache size\t: 8192 KB
physical id\t: 0
siblings\t: 3
core id\t\t: {n // 2}
cpu cores\t: 2
apicid\t\t: {n}
flags\t\t: fpu vme aes avx avx2
bugs\t\t: spectre_v1 mds
bogomips\t: 4224.00

"""


def memory(tree: Tree) -> None:
    """A machine with 16 GB."""
    kilobytes = words(
        "MemTotal MemFree MemAvailable Buffers Cached SwapCached Active Inactive Active(anon) Inactive(anon)"
        " Active(file) Inactive(file) Unevictable Mlocked SwapTotal SwapFree Zswap Zswapped Dirty Writeback AnonPages"
        " Mapped Shmem KReclaimable Slab SReclaimable SUnreclaim KernelStack PageTables SecPageTables NFS_Unstable"
        " Bounce WritebackTmp CommitLimit Committed_AS VmallocTotal VmallocUsed VmallocChunk Percpu HardwareCorrupted"
        " AnonHugePages ShmemHugePages ShmemPmdMapped FileHugePages FilePmdMapped CmaTotal CmaFree Unaccepted"
    )
    lines = [f"{name + ':':16}{16042172 - 271 * place:9} kB" for place, name in enumerate(kilobytes)]
    lines += [f"HugePages_{name}:{place:8}" for place, name in enumerate(("Total", "Free", "Rsvd", "Surp"), 1)]
    lines += ["Hugepagesize:       2048 kB", "Hugetlb:               0 kB"]
    lines += ["DirectMap4k:      185660 kB", "DirectMap2M:    16738304 kB", "DirectMap1G:           0 kB"]
    tree.write("proc/meminfo", "\n".join(lines))


def kernel(tree: Tree) -> None:
    """Waiting, paging, open files, random numbers, scheduling."""
    for place, (name, kinds) in enumerate({"cpu": 2, "io": 2, "memory": 2, "irq": 1}.items(), 1):
        lines = [
            f"{kind} avg10=0.00 avg60=0.0{place} avg300=0.10 total={14036781 * place + 101 * n}"
            for n, kind in enumerate(("some", "full"))
        ]
        tree.write(f"proc/pressure/{name}", "\n".join(lines[-kinds:]))
    fields = (
        "nr_free_pages pgpgin pgpgout pswpin pswpout pgalloc_dma pgfault pgmajfault pglazyfree oom_kill thp_fault_alloc"
    )
    tree.write("proc/vmstat", "\n".join(f"{name} {7000001 * (n + 1)}" for n, name in enumerate(fields.split())))
    tree.write("proc/sys/fs/file-nr", "1024\t0\t1631329")
    tree.files("proc/sys/kernel/random", {"entropy_avail": 1337, "poolsize": 4096})
    tree.write("proc/sys/kernel/hung_task_detect_count", 3)
    lines = ["version 15", "timestamp 15819019232"]
    for n in range(3):
        spent = f"{2045936778163039 + n} {343796328169361 + n} {4767485306 + n}"
        lines.append(f"cpu{n} 498494191 0 3533438552 2553969831 3853684107 2465731542 {spent}")
        lines.append("domain0 00000003 212499247 210112015 1861015 1860405436 536440 369895 32599 210079416")
    tree.write("proc/schedstat", "\n".join(lines))


def system(tree: Tree) -> None:
    """The distribution."""
    tree.write(
        "root/etc/os-release",
        'NAME="Made Up Linux"\nVERSION="20.04.2 (Gold Fish)"\nID=madeup\nID_LIKE="debian other"\n'
        'PRETTY_NAME="Made Up 20.04.2"\nVERSION_ID="20.04"\nVERSION_CODENAME=goldfish\nBUILD_ID=rolling\n'
        'HOME_URL="https://example.org/"\nSUPPORT_END=2030-04-23\nVARIANT_ID=server',
    )
