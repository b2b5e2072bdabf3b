"""A trap hints, and what it hints at is known long before the next sweep."""

import subprocess

import pytest

SEED = 121
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
DARK = "select count(*) from terminal_state where state = 5"
SWEEPS = "select subject from change where kind = 'sweep'"

pytestmark = [pytest.mark.story, pytest.mark.timeout(120)]


def test_a_trap_of_the_cmts_has_its_segment_asked_at_once(town, product, free_port, wait_until):
    plant, port = town(SEED), free_port()
    watch = product(plant, state_interval_s=900)
    config = watch.config.read_text().replace("level_interval_s = 5", "level_interval_s = 900")
    watch.config.write_text(f'{config}[listening]\ntraps = "127.0.0.1:{port}"\n')
    watch.start()
    watch.wait_until_all_is_seen(plant)
    wait_until(lambda: ("level:900s",) in watch.ask_ledger(SWEEPS), 30, "levels were read once")
    ((before,),) = watch.ask_ledger(DARK)
    ((cmts,),) = watch.ask_ledger("select address from device where element = 'CMTS1'")
    shape = plant.truth()["plant"]
    amplifiers = [key for key, facts in sorted(shape.items()) if facts["kind"] == "amplifier"]
    plant.kill(max(amplifiers, key=lambda key: len(plant.element(key)["observable"])))
    (truth,) = plant.faults()
    assert truth["observable"]

    def is_dark():
        trap = ("snmptrap", f"--clientaddr={cmts}", "-v", "2c", "-c", "x", f"127.0.0.1:{port}", "", LINK_DOWN)
        subprocess.run((*trap, "1.3.6.1.2.1.2.2.1.1.3", "i", "3"), check=True, capture_output=True)
        return watch.ask_ledger(DARK) == [(before + len(truth["observable"]),)]

    wait_until(is_dark, 30, "everybody behind the amplifier is dark")
    assert watch.ask_ledger(SWEEPS).count(("state",)) == 1
