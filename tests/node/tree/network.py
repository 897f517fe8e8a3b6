"""Interfaces, protocols, NFS and the load balancer."""

from __future__ import annotations

from node_tests_tree.base import Tree


def network(tree: Tree) -> None:
    """Three interfaces, one of them an alias with a colon in its name."""
    head = (
        "Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs"
        " drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n"
    )
    rows = []
    for place, name in enumerate(("lo", "eth0", "eth0:1")):
        rows.append(f"{name:>6}:" + " ".join(str(70001 * (place + 1) + 13 * column) for column in range(16)))
    tree.write("proc/net/dev", head + "\n".join(rows))
    for name in ("lo", "eth0"):
        tree.write(f"sys/class/net/{name}/ifalias", "the way out" if name == "eth0" else "")


def protocols(tree: Tree) -> None:
    """The network's protocols, sockets, connections that are followed, neighbours, bonds."""
    tables = {
        "netstat": {
            "TcpExt": "SyncookiesSent SyncookiesRecv EmbryonicRsts ListenOverflows ListenDrops TCPTimeouts"
            " TCPSynRetrans TCPOFOQueue TCPRcvQDrop",
            "IpExt": "InNoRoutes InOctets OutOctets InMcastOctets",
        },
        "snmp": {
            "Ip": "Forwarding DefaultTTL InReceives",
            "Icmp": "InMsgs InErrors OutMsgs",
            "Tcp": "RtoAlgorithm MaxConn ActiveOpens PassiveOpens CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts",
            "Udp": "InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors",
            "UdpLite": "InDatagrams InErrors",
        },
    }
    for file, protocols in tables.items():
        lines = []
        for place, (protocol, names) in enumerate(protocols.items(), 1):
            values = " ".join(
                "-1" if name == "MaxConn" else str(5003 * place + 7 * n) for n, name in enumerate(names.split())
            )
            lines += [f"{protocol}: {names}", f"{protocol}: {values}"]
        tree.write(f"proc/net/{file}", "\n".join(lines))
    six = (
        "Ip6InReceives Ip6InOctets Ip6OutOctets Icmp6InMsgs Icmp6OutMsgs Icmp6InErrors Icmp6InType134 Udp6InDatagrams"
        " Udp6NoPorts UdpLite6InErrors"
    )
    tree.write("proc/net/snmp6", "\n".join(f"{name:<32}\t{601 + n}" for n, name in enumerate(six.split())))
    tree.write(
        "proc/net/sockstat",
        "sockets: used 229\nTCP: inuse 4 orphan 0 tw 4 alloc 17 mem 1\nUDP: inuse 0 mem 2\nUDPLITE: inuse 0\n"
        "RAW: inuse 0\nFRAG: inuse 0 memory 0",
    )
    tree.write(
        "proc/net/sockstat6", "TCP6: inuse 17\nUDP6: inuse 9\nUDPLITE6: inuse 0\nRAW6: inuse 1\nFRAG6: inuse 0 memory 0"
    )
    tree.files("proc/sys/net/netfilter", {"nf_conntrack_count": 123, "nf_conntrack_max": 65536})
    head = (
        "entries  searched found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error "
        " expect_new expect_create expect_delete search_restart"
    )
    rows = [" ".join(f"{0x20 + 3 * column + 5 * row:08x}" for column in range(17)) for row in range(2)]
    tree.write("proc/net/stat/nf_conntrack", "\n".join([head, *rows]))
    rows = [
        " ".join(f"{0x1A00 + 7 * column + 11 * row:08x}" for column in range(12)) + f" {row * 2:08x} 00000000 00000000"
        for row in range(3)
    ]
    tree.write("proc/net/softnet_stat", "\n".join(rows))
    head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref"
    rows = [
        f"  {n}: 0100007F:{n:04X} 00000000:0000 07 {0x15 + n:08X}:{0x2A * n:08X} 00:00000000 00000000 0 0 {n} 2 00 0"
        for n in range(3)
    ]
    tree.write("proc/net/udp", "\n".join([head, *rows]))
    six_rows = [
        row.replace("0100007F", "00000000000000000000000001000000").replace(
            " 00000000:0000", " 00000000000000000000000000000000:0000"
        )
        for row in rows[1:]
    ]
    tree.write("proc/net/udp6", "\n".join([head, *six_rows]))
    tree.write(
        "proc/net/arp",
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        "192.0.2.1        0x1         0x2         02:00:00:00:00:01     *        eth0\n"
        "192.0.2.2        0x1         0x2         02:00:00:00:00:02     *        eth0\n"
        "198.51.100.1     0x1         0x0         00:00:00:00:00:00     *        eth1",
    )
    tree.write("sys/class/net/bonding_masters", "bond0 bond1")
    tree.write("sys/class/net/bond0/bonding/slaves", "eth2 eth3")
    tree.write("sys/class/net/bond1/bonding/slaves", "")
    tree.write("sys/class/net/bond0/lower_eth2/bonding_slave/mii_status", "up")
    tree.write("sys/class/net/bond0/slave_eth3/bonding_slave/mii_status", "down")


def nfs(tree: Tree) -> None:
    """A client with all procedures, and a server of an older kernel."""

    def line(name: str, count: int, begin: int) -> str:
        return f"{name} {count} " + " ".join(str(begin + 3 * n) for n in range(count))

    client = ["net 18628 6 18629 7", "rpc 4329785 338291 4338292", line("proc2", 18, 2), line("proc3", 22, 100)]
    tree.write("proc/net/rpc/nfs", "\n".join([*client, line("proc4", 61, 1000)]))
    server = [
        "rc 5 6 18622",
        "fh 3 0 0 0 0",
        "io 157286400 72864",
        "th 8 0 0.000 0.000 0.000 0.000 0.000 0.000 0.000 0.000 0.000 0.000",
        "ra 32 1 2 3 4 5 6 7 8 9 10 11",
        "net 972 55 917 1",
        "rpc 18628 3 1 2 4",
        line("proc2", 18, 2),
        line("proc3", 22, 100),
        "proc4 2 2 10853",
        line("proc4ops", 72, 2000),
        "wdeleg_getattr 16",
    ]
    tree.write("proc/net/rpc/nfsd", "\n".join(server))


def balancer(tree: Tree) -> None:
    """Services over IPv4, IPv6 and a firewall mark."""
    tree.write(
        "proc/net/ip_vs_stats",
        "   Total Incoming Outgoing         Incoming         Outgoing\n"
        "   Conns  Packets  Packets            Bytes            Bytes\n"
        " 16AA370 E33656E5        A     51D8C8883AB3        B\n\n"
        " Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s\n"
        "       4     1FB3        0          1282A8F                0",
    )
    tree.write(
        "proc/net/ip_vs",
        """IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  C0A80016:0CEA wlc
  -> C0A85216:0CEA      Tunnel  100    248        2
  -> C0A85318:0CEA      Tunnel  20     7          1
UDP  C0A80037:0CEA rr
  -> C0A8321A:0CEA      Tunnel  0      0          3
TCP  [1020:3040:5060:7080:0000:0000:0000:0001]:0CEA wlc
  -> [2620:0000:0000:0000:0000:0000:0000:0002]:0CEA Tunnel  100    4        5
FWM  10001000 wlc
  -> C0A8321A:0CEA      Route   20     64        21
""",
    )


def ports(tree: Tree) -> None:
    """Fibre Channel and InfiniBand."""
    statistics = (
        "dumped_frames error_frames fcp_packet_aborts invalid_crc_count invalid_tx_word_count link_failure_count"
        " loss_of_signal_count loss_of_sync_count nos_count rx_frames rx_words seconds_since_last_reset tx_frames"
        " tx_words"
    )
    fc = "sys/class/fc_host/host0"
    tree.files(
        fc,
        {
            "speed": "16 Gbit",
            "port_state": "Online",
            "port_type": "Point-To-Point (direct nport connection)",
            "port_id": "0x000002",
            "port_name": "0x1000e0071bce95f2",
            "node_name": "0x1000e0071bce95f2",
            "fabric_name": "0x0",
            "symbolic_name": "Made Up HBA",
            "supported_classes": "Class 3",
            "supported_speeds": "4 Gbit, 8 Gbit, 16 Gbit",
            "dev_loss_tmo": 30,
        },
    )
    for n, name in enumerate(statistics.split()):
        tree.write(f"{fc}/statistics/{name}", "0xffffffffffffffff" if n == 0 else hex(19 + 4 * n))
    ib = "sys/class/infiniband/mlx4_0"
    tree.files(ib, {"board_id": "SM_1141000001000", "fw_ver": "2.31.5050", "hca_type": "MT4099"})
    port = f"{ib}/ports/1"
    files = {"link_layer": "InfiniBand", "state": "4: ACTIVE", "phys_state": "5: LinkUp", "rate": "40 Gb/sec (4X QDR)"}
    tree.files(port, dict(files))
    counters = (
        "VL15_dropped excessive_buffer_overrun_errors link_downed link_error_recovery local_link_integrity_errors"
        " multicast_rcv_packets port_rcv_constraint_errors port_rcv_data port_rcv_errors port_rcv_packets"
        " port_xmit_data port_xmit_wait symbol_error unicast_xmit_packets"
    )
    for n, name in enumerate(counters.split()):
        tree.write(f"{port}/counters/{name}", 8884894436 + n)
    tree.write(f"{port}/counters/port_xmit_discards", "N/A (no PMA)")
    for n, name in enumerate(("port_rcv_data_64", "port_xmit_packets_64", "port_unicast_rcv_packets")):
        tree.write(f"{port}/counters_ext/{name}", 61239 + n)
    for n, name in enumerate(("duplicate_request", "lifespan", "out_of_buffer", "rx_icrc_encapsulated")):
        tree.write(f"{port}/hw_counters/{name}", 12000 + n)
