"""Which addresses may be sent to."""

from __future__ import annotations

import ipaddress

import pytest

from monitor.settings.values import networks
from monitor.telling.channels.guard import refusal

PUBLIC = [
    "93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808", "2002:808:808::1",
    "192.0.1.255", "192.0.3.0", "192.88.98.255", "192.88.100.0", "2001:200::1", "3ffe:ffff::1",
]  # fmt: skip
REFUSED = [
    "127.0.0.1", "127.255.255.254", "::1",
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fd00::1", "fec0::1",
    "169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254",
    "0.0.0.0", "::", "0.1.2.3", "255.255.255.255", "240.0.0.1", "224.0.0.1", "239.1.1.1", "ff02::1",
    "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:169.254.169.254",
    "192.0.0.8", "192.0.0.9", "192.0.0.170", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1",
    "64:ff9b:1::808:808", "100::1", "100:0:0:1::1", "2001:1::1", "2001:2::1", "2001:3::1", "2001:4:112::1",
    "2001:20::1", "2001:30::1", "2620:4f:8000::1", "3fff::1", "3fff:fff:ffff::1", "5f00::1", "4000::1",
    "::808:808", "64:ff9b::c000:8", "2002:c058:6301::1",
    "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_sent_to(address: str):
    assert refusal(ipaddress.ip_address(address)) is None


@pytest.mark.parametrize("address", REFUSED)
def test_any_other_address_may_not(address: str):
    assert refusal(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("listed", "address", "allowed"),
    [
        ("127.0.0.0/8", "127.0.0.1", True),
        ("127.0.0.0/8", "::1", False),
        ("127.0.0.0/8, ::1/128", "::1", True),
        ("10.20.0.0/16", "10.20.3.4", True),
        ("10.20.0.0/16", "10.21.0.1", False),
        ("10.20.0.0/16", "::ffff:10.20.3.4", False),
        ("::ffff:10.20.0.0/112", "::ffff:10.20.3.4", True),
        ("10.20.0.0/16", "169.254.169.254", False),
        ("169.254.0.0/16", "169.254.169.254", True),
        ("10.0.0.0/8", "64:ff9b::a00:1", False),
    ],
)
def test_a_network_that_is_listed_is_and_nothing_else(listed: str, address: str, allowed: bool):
    assert (refusal(ipaddress.ip_address(address), networks(listed)) is None) == allowed
