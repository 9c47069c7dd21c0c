"""The regular expressions of the JSON Schema say of numbers and networks what arithmetic says."""

from __future__ import annotations

import ipaddress
import random
import re

import pytest
from terracutter.questions import patterns


@pytest.mark.parametrize(
    ("least", "most"), [(0, 5), (1, 450), (7, 7), (10, 99), (3, 12), (0, 65535), (20, 65536), (1, 1_000_000)]
)
def test_whole_numbers_are_those_from_the_least_to_the_most(least, most):
    pattern = re.compile(patterns.whole_number(least, most))
    source = random.Random(most)
    edges = [
        near + step for near in (least, most, 10, 100, 1000, 10_000, 100_000) for step in (-1, 0, 1) if near + step >= 0
    ]
    for number in [*edges, *range(600), *(source.randrange(2 * most + 10) for _ in range(2000))]:
        assert bool(pattern.fullmatch(str(number))) is (least <= number <= most), number
    assert not pattern.fullmatch("01")


@pytest.mark.parametrize(
    ("shortest", "longest"), [(0, 32), (16, 22), (4, 32), (12, 24), (28, 28), (32, 32), (0, 0), (7, 9)]
)
def test_networks_are_those_without_host_bits(shortest, longest):
    pattern = re.compile(patterns.network(shortest, longest))
    source = random.Random(shortest * 33 + longest)
    seen = {True: 0, False: 0}
    for _ in range(3000):
        length = source.randrange(34)
        address = source.getrandbits(32) & (
            0xFFFFFFFF << (32 - min(length, 32)) if source.random() < 0.8 else 0xFFFFFFFF
        )
        text = f"{ipaddress.IPv4Address(address & 0xFFFFFFFF)}/{length}"
        try:
            is_one = shortest <= ipaddress.IPv4Network(text).prefixlen <= longest
        except ValueError:
            is_one = False
        seen[is_one] += 1
        assert bool(pattern.fullmatch(text)) is is_one, text
    assert min(seen.values()) > 20
