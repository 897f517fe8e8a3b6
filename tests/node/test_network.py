"""Interfaces, over rtnetlink and from /proc."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import Any

import pytest

from exporterhub.node.addresses import scope
from exporterhub.node.collectors.arp import counted
from exporterhub.node.collectors.netdev import LINK, PROC, Links, addresses, chosen, parse, row
from exporterhub.node.collectors.netstat import pairs
from exporterhub.node.kernel.netlink import LINKS, Route, attributes


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", len(value) + 4, kind) + value + bytes(-len(value) % 4)


def link(index: int, name: bytes, begin: int, *, more: bytes = b"", count: int = 25) -> bytes:
    """A message about an interface as the kernel makes it."""
    numbers = struct.pack(f"={count}Q", *range(begin, begin + count))
    head = struct.pack("=BxHiII", 0, 1, index, 0, 0)
    return head + attribute(3, name + b"\0") + attribute(13, b"\1") + more + attribute(23, numbers)


def test_the_kernel_answers() -> None:
    route = Route()
    found = Links().read(route.dump(LINKS))
    assert "lo" in [device.name for device in found]
    listed = parse(Path("/proc/net/dev").read_bytes())
    assert {device.name for device in listed} == {device.name for device in found}


def test_messages_are_read_by_their_attributes() -> None:
    links = Links()
    (device,) = links.read([link(2, b"eth0", 100)])
    assert (device.name, device.numbers) == ("eth0", tuple(range(100, 124)))


def test_a_message_of_another_shape_is_not_read_in_the_old_places() -> None:
    links = Links()
    links.read([link(2, b"eth0", 100)])
    (renamed,) = links.read([link(2, b"uplink-with-a-name", 200)])
    assert (renamed.name, renamed.numbers[0]) == ("uplink-with-a-name", 200)
    (again,) = links.read([link(2, b"eth1", 300)])
    assert (again.name, again.numbers[0]) == ("eth1", 300)
    (longer,) = links.read([link(2, b"eth1", 400, more=attribute(99, b"12345678"))])
    assert longer.numbers == tuple(range(400, 424))


def test_an_old_kernel_has_32_bit_counters_only() -> None:
    head = struct.pack("=BxHiII", 0, 1, 2, 0, 0)
    numbers = struct.pack("=23I", *range(23))
    (device,) = Links().read([head + attribute(3, b"eth0\0") + attribute(7, numbers)])
    assert device.numbers == (*range(23), 0)
    assert Links().read([head + attribute(3, b"eth0\0")]) == []


def test_attributes_end_with_a_broken_one() -> None:
    assert list(attributes(b"\0" * 16 + struct.pack("=HH", 2, 1), 16)) == []


def test_the_short_names_add_up_as_the_kernel_does() -> None:
    names, columns = chosen(LINK, detailed=False)
    numbers = tuple(range(1, 25))
    found = dict(zip(names, row(numbers, columns), strict=True))
    place = {name: n for n, name in enumerate(LINK)}
    errors = ("receive_frame_errors", "receive_length_errors", "receive_over_errors", "receive_crc_errors")
    assert int(found["receive_frame"]) == sum(numbers[place[name]] for name in errors)
    assert int(found["receive_drop"]) == numbers[place["receive_dropped"]] + numbers[place["receive_missed_errors"]]
    assert "receive_missed_errors" not in found
    assert sorted(chosen(LINK, detailed=True)[0]) == sorted(LINK)
    assert "receive_errs" in chosen(PROC, detailed=False)[0]


def test_a_line_that_is_no_interface_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid line"):
        parse(b"a\nb\n eth0 1 2 3\n")


def test_addresses_and_how_far_they_reach() -> None:
    def message(index: int, prefix: int, *parts: bytes) -> bytes:
        return struct.pack("=BBBBI", 2, prefix, 0, 0, index) + b"".join(parts)

    peer, own = socket.inet_aton("10.0.0.1"), socket.inet_aton("10.0.0.2")
    found = addresses([message(3, 24, attribute(1, peer), attribute(2, own)), message(9, 8)], {3: "tun0"})
    assert [address.labels() for address in found] == [b'device="tun0",address="10.0.0.2",netmask="24",scope="global"']
    for text, reach in {
        "127.0.0.1": "link-local",
        "169.254.1.1": "link-local",
        "192.0.2.1": "global",
        "0.0.0.0": "",
        "::1": "link-local",
        "fe80::1": "link-local",
        "2001:db8::1": "global",
        "ff01::1": "interface-local",
        "ff02::1": "link-local",
    }.items():
        family = socket.AF_INET6 if ":" in text else socket.AF_INET
        assert scope(socket.inet_pton(family, text)) == reach, text


def test_addresses_of_this_machine(read: Any, tree: Any) -> None:
    page = read(tree, "netdev", given={"collector.netdev.address-info": True})
    assert 'node_network_address_info{device="lo",address="127.0.0.1",netmask="8",scope="link-local"} 1' in page


def test_neighbours_that_need_no_arp_do_not_count() -> None:
    def neighbour(index: int, state: int, family: int = socket.AF_INET) -> bytes:
        return struct.pack("=BxxxiHBB", family, index, state, 0, 0)

    messages = [neighbour(2, 0x02), neighbour(2, 0x40), neighbour(3, 0x04), neighbour(2, 0x02, socket.AF_INET6)]
    assert counted(messages, {2: "eth0", 3: "eth1"}) == {"eth0": 1, "eth1": 1}


def test_a_table_of_counters_with_a_value_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="TcpExt"):
        pairs(b"TcpExt: A B\nTcpExt: 1\n")


def test_a_host_without_ipv6(parsed: Any, tree: Any) -> None:
    for name in ("snmp6", "sockstat6", "udp6"):
        (tree.proc / "net" / name).unlink()
    found = parsed(tree, "netstat", "sockstat", "udp_queues")
    assert "node_netstat_Ip6_InOctets" not in found
    assert "node_sockstat_TCP_inuse" in found
    assert {dict(labels)["ip"] for _, labels in found["node_udp_queues"].series} == {"v4"}


def test_an_interface_without_a_driver_answer_keeps_its_other_numbers(parsed: Any, tree: Any) -> None:
    found = parsed(tree, "netclass")
    assert found["node_network_mtu_bytes"].value(device="lo") == 65536
    assert ("node_network_carrier", frozenset({("device", "lo")})) not in found["node_network_carrier"].series
    assert found["node_network_speed_bytes"].value(device="lo") == -125000
    found = parsed(tree, "netclass", given={"collector.netclass.ignore-invalid-speed": True})
    assert len(found["node_network_speed_bytes"].series) == 1
