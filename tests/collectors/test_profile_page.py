"""docs/devices.md says what the profiles say."""

from collectors.profiles.loading import load_profiles
from collectors.profiles.page import text


def test_the_page_is_current(root):
    page = (root / "docs" / "devices.md").read_text(encoding="utf-8")
    assert page == text(), "write it again: python -m collectors.profiles.page"


def test_what_was_read_from_real_equipment_is_told_from_what_was_not():
    rows = {line for line in text().splitlines() if line.startswith("|")}
    assert "| us_channel | `us_snr_db` | dB | docsIfSigQSignalNoise | signal to noise of an upstream | proven |" in rows
    unproven = {name: "Unproven: no walk" in _section(name) for name in load_profiles()}
    assert {name for name, is_so in unproven.items() if not is_so} == {
        *("docsis-cmts", "hms-node", "ups", "interfaces", "switch"),
        *("ping", "ping-tcp"),
    }


def _section(name):
    return text().split(f"\n## {name}\n")[1].split("\n## ")[0]
