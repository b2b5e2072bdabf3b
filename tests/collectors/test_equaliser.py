"""What the taps of an equaliser say: the guideline's own example, its formulas, and octets that are no equaliser."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.equaliser import FIGURES, MOST_TAPS, OCTETS, decode
from simulator.levels.echo import VELOCITY, delay_taps, modem_taps

OF_THE_GUIDELINE = bytes.fromhex(
    "0801180000 04fffdfffbfffafffdfffd00070004fff800000017ffffffd6ffe807f7fff9ff8aff94fff700280011ffecfff70019"
    "0006fff5fffcffff000dfffb000100010004 0004fff600070007fffb00000008fffffffe00000004fffcffff00080000"
)
"""docsIfCmStatusEqualizationData of CM-GL-PNMP section 6.4.1."""
OF_ITS_CMTS = bytes.fromhex(
    "08011800FFC8FFF0FFF8FFE8FFC00020FFF80038FFC8FFD8001800180038FFF03F20000000080040FFD8FFE80038FFD0FFD8FFB8"
    "0008FFD800400040FFE800000000FFC00048002000200058 0010FFF00000FFE8FFF0FFD800500000FFD8FFF00018FFE8"
)
"""docsIfCmtsCmStatusEqualizationData beside it: all 16 bits count, for the main tap is 3F20."""


def read(*octets):
    """Return figure → float64[n] of equalisers as they come."""
    padded = [one[:OCTETS].ljust(OCTETS, b"\0") for one in octets]
    text = np.frombuffer(b"".join(padded), dtype=np.uint8).reshape(-1, OCTETS)
    length = np.array([min(len(one), 255) for one in octets], dtype=np.uint8)
    return {name: figure(decode(text, length)) for name, figure in FIGURES.items()}


def written(taps, main=8, per_symbol=1, mask=0xFFFF):
    """Return an equaliser of some complex taps; mask: 0x0FFF as makers write it who use three nibbles."""
    parts = [round(part) & mask for tap in taps for part in (tap.real, tap.imag)]
    return bytes((main, per_symbol, len(taps), 0)) + b"".join(part.to_bytes(2, "big") for part in parts)


def with_echo(energies, main=8):
    """Return 24 taps with a main one of 2000, and others of some decibels below it at given places from 1."""
    taps = [0j] * MOST_TAPS
    taps[main - 1] = 2000 + 0j
    for place, level_db in energies.items():
        taps[place - 1] = complex(2000 * 10 ** (level_db / 20), 0)
    return taps


def test_the_guidelines_example_has_the_figures_that_its_formulas_give():
    found = {name: value[0] for name, value in read(OF_THE_GUIDELINE).items()}
    assert found["main_tap_compression_db"] == pytest.approx(0.0339, abs=1e-4)
    assert found["non_main_tap_db"] == pytest.approx(-21.096, abs=1e-3)
    assert found["pre_main_tap_db"] == pytest.approx(-31.304, abs=1e-3)
    assert found["post_main_tap_db"] == pytest.approx(-21.531, abs=1e-3)


def test_a_cmts_may_use_all_16_bits():
    parts = struct.unpack(">48h", OF_ITS_CMTS[4:])
    energies = [real**2 + imaginary**2 for real, imaginary in zip(parts[::2], parts[1::2], strict=True)]
    assert energies[7] == 0x3F20**2
    rest = 10 * math.log10((sum(energies) - energies[7]) / sum(energies))
    assert read(OF_ITS_CMTS)["non_main_tap_db"] == pytest.approx([rest])


def test_three_nibbles_are_read_as_four():
    taps = with_echo({7: -20, 9: -12, 12: -25})
    taps[10] = -300 - 40j
    both = read(written(taps), written(taps, mask=0x0FFF))
    for name, (four, three) in both.items():
        assert four == three, name


def test_an_echo_between_two_taps_is_placed_between_them():
    """The guideline's parabola: levels 35, 40 and 29 dB at taps 9, 10 and 11 have their top at 9.8125."""
    found = read(written(with_echo({9: -30, 10: -25, 11: -36}), main=8))
    assert found["echo_symbols"][0] == pytest.approx(9.8125 - 8, abs=0.05)
    assert found["echo_db"][0] == pytest.approx(-25, abs=0.05)


def test_taps_divide_a_symbol():
    taps = with_echo({12: -15})
    assert read(written(taps), written(taps, per_symbol=2))["echo_symbols"].tolist() == [4.0, 2.0]


@pytest.mark.parametrize("metres", [60.0, 101.9, 180.0, 300.0])
def test_the_length_of_a_damaged_span_is_what_the_echo_says(metres):
    """A channel of 6.4 MHz: 5.12 million symbols a second."""
    symbols = read(modem_taps(7, [(metres, 14.0, 0.6)]))["echo_symbols"][0]
    assert symbols == pytest.approx(delay_taps(metres), abs=0.5)
    metre_of_a_symbol = VELOCITY * 299_792_458 / 2 / 5.12e6
    assert symbols * metre_of_a_symbol == pytest.approx(metres, abs=13.0)


def test_a_sound_drop_has_no_echo_to_look_for():
    found = [read(modem_taps(seed, [])) for seed in range(50)]
    assert all(np.isnan(one["echo_symbols"][0]) for one in found)
    assert max(one["non_main_tap_db"][0] for one in found) < -27


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\x08\x01\x18\x00",
        OF_THE_GUIDELINE[:-1],
        b"\x00" + OF_THE_GUIDELINE[1:],
        b"\x19" + OF_THE_GUIDELINE[1:],
        b"\x08\x00" + OF_THE_GUIDELINE[2:],
        b"\x08\x01\x00\x00" + OF_THE_GUIDELINE[4:],
        b"\x08\x01\x40\x00" + OF_THE_GUIDELINE[4:] * 3,
        b"\x08\x01\x18\x00" + bytes(96),
    ],
)
def test_what_is_no_equaliser_says_nothing(octets):
    assert all(np.isnan(value[0]) for value in read(octets).values())


def test_an_old_equaliser_has_eight_taps_and_its_main_one_at_the_fourth():
    found = read(written([0, 0, 40, 2000, 200, 0, 0, 0], main=4))
    assert found["echo_db"][0] == pytest.approx(-20)
    assert found["pre_main_tap_db"][0] == pytest.approx(-34, abs=0.1)


@given(st.lists(st.binary(max_size=255), min_size=1, max_size=5))
def test_no_octets_make_it_raise(strings):
    found = read(*strings)
    assert {len(value) for value in found.values()} == {len(strings)}
    assert not any(np.isinf(value).any() for value in found.values())
