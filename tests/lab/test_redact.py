"""Machine descriptions are kept out of recordings."""

from exporterhub.lab._redact import redact

PAGE = rb"""# HELP node_uname_info x
node_uname_info{domainname="(none)",machine="x86_64",release="6.1 \"q\"",version="#1 SMP"} 1
node_network_info{address="02:42:ac",device="eth0"} 1
other{release="kept"} 1
"""


def test_named_labels_of_named_families_only() -> None:
    page, done = redact(PAGE, {"node_uname_info": ("release", "version"), "absent": ("x",)})
    assert b'release="redacted",version="redacted"} 1' in page
    assert b'machine="x86_64"' in page
    assert b'address="02:42:ac"' in page
    assert b'other{release="kept"}' in page
    assert done == {"node_uname_info": ("release", "version")}


def test_white_space_between_labels_hides_nothing() -> None:
    page, _ = redact(b'vm_os_info{os="linux", release = "6.1"} 1\n', {"vm_os_info": ("release",)})
    assert b"6.1" not in page
    assert b'os="linux"' in page
