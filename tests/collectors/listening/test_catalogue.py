"""Every trap of the catalogue is what Net-SNMP sends under its example."""

import asyncio
import shlex

import pytest

from collectors.listening.catalogue import load_catalogue
from collectors.profiles.keys import ProfileError

KINDS = load_catalogue().kinds


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_the_example_of_a_trap_makes_the_notice_it_says(kind, trap_receiver, heard, wait_until_async):
    command = [trap_receiver.at if word == "HOST" else word for word in shlex.split(kind.example)]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, complaint = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0, complaint
    await wait_until_async(lambda: heard, what=kind.name)
    (notice,) = heard
    assert (notice.name, notice.text) == (kind.name, kind.says)
    assert (notice.kind, notice.source, notice.slot) == ("trap", "127.0.0.1", 5)
    assert notice.is_trouble == (kind.meaning == "trouble")
    assert bool(notice.about) == bool(kind.about or "AlarmEvent" in kind.name)
    assert trap_receiver.tally.totals() == {"heard": 1, "malformed": 0, "flooded": 0, "unknown": 0}


def test_every_file_names_its_source_and_every_trap_is_named_once():
    names = [kind.name for kind in KINDS]
    assert len(names) == len(set(names)) > 40
    assert {kind.family for kind in KINDS} == {"docsis", "eoc", "generic", "hms", "nscrtv", "ups"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 'x'\nsource = 'y'", "one.toml: trap is missing"),
        ("title = 'x'\nsource = 'y'\ntrap = []\nsorce = 1", "unknown key sorce, did you mean source"),
        ("title = 'x'\nsource = 'y'\n[[trap]]\nname = 'a'\noid = '1.3.x'\nexample = 'HOST'\nsays = ''", "1.3.x"),
        ("title = 'x'\nsource = 'y'\n[[trap]]\nname = 'a'\noid = '1.3'\nexample = 'x'\nsays = ''", "no HOST"),
        ("title =", "one.toml"),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_and_key(tmp_path, text, said):
    (tmp_path / "one.toml").write_text(text)
    with pytest.raises(ProfileError) as refused:
        load_catalogue(tmp_path)
    assert said in str(refused.value)


def test_a_trap_is_found_with_and_without_the_zero_before_its_number(catalogue):
    assert catalogue.kind("1.3.6.1.2.1.33.2.0.1").name == "upsTrapOnBattery"
    assert catalogue.kind("1.3.6.1.4.1.5591.1.1").name == "hmsAlarmEvent"
    assert catalogue.kind("1.3.6.1.2.1.69.2.1.3.0.1").name == "docsDevCmtsInitRegReqFailNotif"
