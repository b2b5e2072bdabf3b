"""What can be typed, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.faults import KINDS

ALIASES = {
    "kill": "element_dead", "cut": "span_cut", "off": "modem_off", "fuse": "port_fuse", "noise": "ingress",
    "drift": "level_drift", "mute": "agent_silent", "zone": "zone_out", "battery": "supply_battery",
    "card": "cmts_card", "dhcp": "provisioning_down", "crush": "span_damage",
}  # fmt: skip
"""Short words for kinds of fault."""
HELP = """\
kill ELEMENT            an element dies, and all behind it is dark      kill A7
cut ELEMENT             the span that feeds an element is cut           cut T12
off MAC                 a terminal is switched off at home              off 00:15:9a:12:34:56
break KIND ELEMENT …    any kind of fault, with options                 break ingress T9 db=20
kinds                   all kinds of fault, and short words for some
where KIND [COUNT]      where a kind of fault fits, most homes first    where port_fuse
repair ID|all           a fault is mended                               repair F1
repair ID but ELEMENT   … but for what lies behind an element           repair F1 but A9
list                    standing faults
show ELEMENT            what is true of an element or terminal
run FILE                play a script of faults and repairs
day [HOURS [SEED]]      play a day of all kinds of fault
stop                    forget what is left of scripts
speed N                 let time pass N times as fast, 1 to 120
time                    what time it is in the plant
help                    this
quit                    the end (as Ctrl-C)"""


def kinds_in_words() -> str:
    """Return all kinds of fault, a line each."""
    short = {kind: word for word, kind in ALIASES.items()}
    lines = []
    for name, kind in KINDS.items():
        options = "".join(f" {option}={value:g}" for option, value in kind.options.items())
        also = f" ({short[name]})" if name in short else ""
        lines.append(f"{name + also:30} {kind.says}{';' + options if options else ''}")
    return "\n".join(lines)


def fault_in_words(facts: Mapping[str, Any]) -> str:
    """Return a fault in one line."""
    counts = facts["counts"]
    touched = f"{counts['terminals']} terminals, {counts['accounts']} accounts"
    poorer = f", {counts['impaired']} terminals poorer" if counts["impaired"] else ""
    where = f"zone:{facts['zone']}" if "zone" in facts else facts["element"]
    return f"{facts['id']} {facts['kind']} {where}: {touched}{poorer}"
