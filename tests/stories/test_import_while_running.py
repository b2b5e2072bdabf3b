"""A plant file comes in while the product runs and an incident is open: the new is watched, the old forgets nothing."""

import shutil

import pytest

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]

STATES = "select s.key, t.state, t.since_ms from terminal_state t join subject s on s.slot = t.slot"


def states_of(product, keys):
    return {key: (state, since) for key, state, since in product.ask_ledger(STATES) if key in keys}


def test_new_elements_are_taken_up_without_losing_states_or_incidents(
    town, product, wait_until, real_equipment, tmp_path
):
    plant = town(77)
    watch = product(plant)
    with watch.config.open("a", encoding="utf-8") as config:
        config.write('[credentials.default]\n[credentials.eaton]\ncommunity = "ups-eaton-93e"\n')
    watch.start()
    watch.wait_until_all_is_seen(plant)
    amplifier = next(e for e, facts in plant.truth()["plant"].items() if facts["kind"] == "amplifier")
    fault = plant.kill(amplifier)
    (truth,) = plant.faults()
    wait_until(
        lambda: [one["subscribers"] for one in watch.incidents()] == [len(truth["accounts"])],
        60,
        "an incident is open",
    )
    some_sweeps(watch, wait_until)
    (before,) = watch.incidents()
    known = {key for key, _, _ in watch.ask_ledger(STATES)}
    states = states_of(watch, known)

    # A subscriber moves in behind the dead amplifier, and the headend gets a UPS.
    files = tmp_path / "newer"
    shutil.copytree(plant.plant, files)
    append(
        files / "elements.csv", f"TAP-NEW,tap,,{amplifier}", "02:00:00:00:00:01,cable_modem,,TAP-NEW", "UPS1,ups,,HE1"
    )
    append(files / "accounts.csv", "900001,新用户 New one,13900009001")
    append(files / "services.csv", "900001,broadband,02:00:00:00:00:01,active")
    append(files / "devices.csv", f"UPS1,{real_equipment.address},{real_equipment.port},,,eaton")
    watch.command("import", str(files), "--datum", "wgs84", "--config", str(watch.config))

    answered = "select count(*) from column_blob where family = 'last:ups' and name = 'battery_voltage_v'"
    wait_until(lambda: watch.ask_ledger(answered) == [(1,)], 60, "the UPS is asked")
    some_sweeps(watch, wait_until)
    (after,) = watch.incidents()
    for key in ("id", "state", "element", "opened_ms"):
        assert after[key] == before[key], key
    assert after["subscribers"] in {before["subscribers"], before["subscribers"] + 1}, "the new one may count"
    assert states_of(watch, known) == states, "nobody's state began anew"

    plant.repair(fault)
    wait_until(lambda: [one["state"] for one in watch.incidents()] == ["resolved"], 60, "the incident ends")
    assert [message["body"]["type"] for message in plant.messages()].count("incident.opened") == 1
    assert watch.stop() == 0
    log = watch.log.read_text()
    assert "Traceback" not in log
    assert log.count('"event": "plant.in_use"') == 2


def some_sweeps(product, wait_until):
    sweeps = product.state_sweeps()
    wait_until(lambda: product.state_sweeps() >= sweeps + 3, 60, "three more sweeps")


def append(file, *rows):
    """Add rows whose cells beyond those given are empty."""
    with file.open("a", encoding="utf-8") as content:
        content.writelines(f"{row}\n" for row in rows)
