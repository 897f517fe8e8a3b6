"""Filesystems with numbers of their own."""

from __future__ import annotations

from node_tests_tree.base import Tree, words


def filesystems(tree: Tree) -> None:
    """XFS."""
    lines = [
        "extent_alloc 1 97 1 11",
        "abt 1 2 3 4",
        "blk_map 1767055 188820 184891 92447 92448 2140766 7",
        "bmbt 5 6 7 8",
        "dir 185039 92447 92444 136422",
        "trans 706 944304 0",
        "ig 185045 58807 9 126238 10 33637 22",
        "log 2883 113448 9 17360 739",
        "push_ail 945014 0 134260 15483 0 3940 464 159985 0 40",
        "xstrat 92447 0",
        "rw 107739 94045",
        "attr 4 0 0 0",
        "icluster 8677 7849 135802",
        "vnodes 92601 12 13 14 92444 92445 92446 0",
        "buf 2666287 7122 2659202 3599 2 7085 0 10297 7085",
        "xpc 399724544 92823103 86219234",
        "debug 0",
    ]
    tree.write("sys/fs/xfs/sda1/stats/stats", "\n".join(lines))
    tree.write("sys/fs/xfs/stats/stats", "\n".join(lines))


def zfs(tree: Tree) -> None:
    """A pool with two datasets, and the tables of the cache."""

    def table(names: str, begin: int) -> str:
        lines = ["6 1 0x01 91 4368 5266997922 97951858082072", "name                            type data"]
        lines += [f"{name:<31} 4    {begin + 7 * n}" for n, name in enumerate(names.split())]
        return "\n".join(lines)

    base = "proc/spl/kstat/zfs"
    tree.write(
        f"{base}/arcstats",
        table("hits misses demand_data_hits l2_hits c c_max memory_throttle_count", 8772612)
        + "\nmemory_available_bytes          3    -922337203685477580\narc_text                        7    words",
    )
    tree.write(f"{base}/zil", table("zil_commit_count zil_commit_writer_count", 10))
    tree.write(f"{base}/fm", table("erpt-dropped erpt-set-failed", 18))
    tree.write(f"{base}/abdstats", table("linear_cnt scatter_cnt", 200))
    names = "nread    nwritten reads    writes   wtime    wlentime wupdate  rtime    rlentime rupdate  wcnt     rcnt"
    values = " ".join(str(1884160 + 11 * n) for n in range(12))
    tree.write(f"{base}/tank/io", f"12 3 0x00 1 80 79205351707403 395818011156865\n{names}\n{values}")
    tree.write(f"{base}/tank/state", "DEGRADED")
    for n, name in enumerate(("tank", "tank/with blank")):
        lines = ["28 1 0x01 7 2160 5214787391 74985931356512", "name                            type data"]
        lines += [f"dataset_name                    7    {name}", f"writes                          4    {4 + n}"]
        tree.write(
            f"{base}/tank/objset-{n + 1}", "\n".join([*lines, f"nread                           4    {1024 * n}"])
        )


def btrfs(tree: Tree) -> None:
    """A filesystem on two devices."""
    base = "sys/fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d"
    tree.files(base, {"label": "fixture", "metadata_uuid": "0abb23a9-579b-43e6-ad30-227ef47fcb9d", "nodesize": 16384})
    tree.write(
        f"{base}/commit_stats", "commits 258051\nlast_commit_ms 1000\nmax_commit_ms 51462\ntotal_commit_ms 47836090"
    )
    tree.write(f"{base}/features/raid56", 1)
    tree.files(f"{base}/allocation", {"global_rsv_size": 16777216, "global_rsv_reserved": 16777000})
    for n, (kind, layout) in enumerate((("data", "raid0"), ("metadata", "raid1"), ("system", "raid5"))):
        folder = f"{base}/allocation/{kind}"
        tree.files(folder, {"bytes_reserved": n, "bytes_used": 808189952 + n, "total_bytes": 2147483648})
        tree.files(f"{folder}/{layout}", {"used_bytes": 808189952 + n, "total_bytes": 2147483648 + n})
    for n in range(3):
        tree.write(f"{base}/devices/loop{n}/size", 20971520 + n)


def bcache(tree: Tree) -> None:
    """A set with a backing and a cache device; a bcachefs."""
    base = "sys/fs/bcache/deaddd54-c735-46d5-868e-f331c5fd7c74"
    files = {
        "average_key_size": 7,
        "btree_cache_size": "1.5M",
        "cache_available_percent": 99,
        "congested": 0,
        "root_usage_percent": 3,
        "tree_depth": 1,
        "internal/active_journal_entries": 4,
        "internal/btree_nodes": 5,
        "internal/btree_read_average_duration_us": 1305,
        "internal/cache_read_races": 6,
        "bdev0/dirty_data": "9.10G",
        "bdev0/writeback_rate_debug": (
            "rate:           1.1M/sec\ndirty:          20.4G\ntarget:         20.4G\nproportional:   427.5k\n"
            "integral:       -790.0k\nchange:         321.5k/sec\nnext io:        17ms"
        ),
        "cache0/io_errors": 2,
        "cache0/metadata_written": 512,
        "cache0/written": "3k",
        "cache0/priority_stats": "Unused:\t\t99%\nMetadata:\t4%\nAverage:\t10473",
    }
    tree.files(base, dict(files))
    for period in ("stats_total", "stats_five_minute"):
        counts = "bypassed cache_bypass_hits cache_bypass_misses cache_hits cache_miss_collisions cache_misses"
        for n, name in enumerate(words(counts)):
            tree.write(f"{base}/bdev0/{period}/{name}", 546 + n)
            tree.write(f"{base}/{period}/{name}", 1)
        tree.write(f"{base}/bdev0/{period}/cache_readaheads", 13)
    base = "sys/fs/bcachefs/deadbeef-1234-5678-9012-abcdefabcdef"
    files = {
        "btree_cache_size": "524M",
        "compression_stats": (
            "type                      compressed    uncompressed     average extent size\n"
            "none                         449G            449G                80.1k\n"
            "lz4:                         118M            240.5M              61.2k"
        ),
        "errors": "btree_node_read_err       5       1234567890\nchecksum_err  10 1234567891",
        "btree_write_stats": "            nr    size\ninitial:  19088   108k\ncache_reclaim:  541197  21.9k",
        "counters/btree_node_read": "since mount:                 67890\nsince filesystem creation:   12345",
        "counters/io-read": "since mount: 2.5G\nsince filesystem creation: 5.0G",
        "dev-0/label": "ssd.ssd1",
        "dev-0/state": "rw",
        "dev-0/bucket_size": "512k",
        "dev-0/nbuckets": 524288,
        "dev-0/durability": 1,
        "dev-0/io_done": "read:\nsb     :   3989504\nbtree  :    4411097088\nwrite:\nsb      :    31417344",
        "dev-0/io_errors": (
            "IO errors since filesystem creation\n  read:    197346\n  write:   0\n  checksum:0\n"
            "IO errors since 8 y ago\n  read:    197347\n  write:   1\n  checksum:1"
        ),
    }
    tree.files(base, dict(files))
