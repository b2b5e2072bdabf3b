"""plantwatch.toml: every key is shown and explained, what cannot work is refused with its place."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from monitor.settings import Credential, Inbound, Receiver, Settings, SettingsError, find, load
from monitor.settings.example import text as example_text

SECRET = "whsec_cGxhbnR3YXRjaCB0ZXN0IHNlY3JldA=="


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PLANTWATCH")]:
        monkeypatch.delenv(name)


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Return a function that writes a configuration and gives its path."""

    def write(toml: str) -> Path:
        path = tmp_path / "plantwatch.toml"
        path.write_text(toml, encoding="utf-8")
        return path

    return write


def _refusal(path: Path | None) -> str:
    with pytest.raises(SettingsError) as refused:
        load(path)
    return str(refused.value)


def _keys() -> Iterator[tuple[str, str]]:
    """Yield (table, key) of everything that can be configured."""
    for section, field in Settings.model_fields.items():
        inner = {"credentials": Credential, "inbound": Inbound, "receivers": Receiver}.get(section, field.annotation)
        assert isinstance(inner, type)
        assert issubclass(inner, BaseModel)
        for key in inner.model_fields:
            yield section, key


KEYS = list(_keys())


# --- the example ----------------------------------------------------------------------------


def test_the_example_is_what_the_models_say(root: Path) -> None:
    committed = (root / "plantwatch.example.toml").read_text(encoding="utf-8")
    assert committed == example_text(), "write it again: python -m monitor.settings.example"


def test_the_example_writes_itself(root: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-m", "monitor.settings.example"], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "plantwatch.example.toml").read_text(encoding="utf-8") == example_text()


def test_the_example_sets_nothing_but_defaults(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "plantwatch.toml"
    copy.write_text((root / "plantwatch.example.toml").read_text(encoding="utf-8"), encoding="utf-8")
    empty = tmp_path / "empty.toml"
    empty.touch()
    assert load(copy) == load(empty)


def _switched_on() -> str:
    """Return the example with the keys that are comments in it made keys."""
    return re.sub(
        r"^#(?=\[\[(?:receivers|inbound)\]\]|\[receivers\.\w+\]|\w+ = )", "", example_text(), flags=re.MULTILINE
    )


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_setting_is_in_the_example_under_its_table(section: str, key: str) -> None:
    table = tomllib.loads(_switched_on())[section]
    if section == "credentials":
        table = table["default"]
    if section in ("receivers", "inbound"):
        (table,) = table
    assert key in table


def test_the_receiver_of_the_example_works_when_switched_on(written: Any) -> None:
    receiver = load(
        written(re.sub(r"^(secret_file|email|sms|cap) = .*$", "", _switched_on(), flags=re.MULTILINE))
    ).receivers[0]
    assert receiver.channel == "webhook"
    assert receiver.key().startswith("whsec_")


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_setting_is_documented(root: Path, section: str, key: str) -> None:
    table = {"credentials": "credentials.NAME", "inbound": "[inbound]", "receivers": "[receivers]"}.get(
        section, section
    )
    chapters = re.split(r"^## ", (root / "docs" / "configuration.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    chapter = next((c for c in chapters if c.startswith(f"`[{table}]`")), None)
    assert chapter, f"no chapter of [{table}]"
    assert f"| `{key}` |" in chapter


def test_documented_defaults_are_the_defaults(root: Path) -> None:
    document = (root / "docs" / "configuration.md").read_text(encoding="utf-8")
    defaults = tomllib.loads(example_text())
    wrong = []
    for section, chapter in re.findall(r"^## `\[(\w+)\]`(.*?)(?=^## |\Z)", document, re.MULTILINE | re.DOTALL):
        for key, shown in re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", chapter, re.MULTILINE):
            if tomllib.loads(f"x = {shown}")["x"] != defaults[section][key]:
                wrong.append(f"{section}.{key}: {shown}")
    assert wrong == []


# --- where values come from -------------------------------------------------------------------


def test_without_a_file_defaults_hold() -> None:
    assert load(None).web.port == 8080


def test_the_environment_wins_over_the_file(written: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTWATCH__WEB__PORT", "8099")
    settings = load(written("[web]\nport = 8081\nhost = '127.0.0.9'\n"))
    assert (settings.web.port, settings.web.host) == (8099, "127.0.0.9")


def test_paths_are_relative_to_the_file(written: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = written('[data]\ndirectory = "kept"\n')
    monkeypatch.chdir(tmp_path / "elsewhere")
    settings = load(path)
    assert settings.data.directory == tmp_path / "kept"
    assert settings.ledger_url() == f"sqlite:///{tmp_path}/kept/ledger.sqlite"


def test_an_absolute_path_stays(written: Any) -> None:
    assert load(written('[data]\ndirectory = "/var/lib/plantwatch"\n')).data.directory == Path("/var/lib/plantwatch")


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plantwatch.toml"
    path.write_bytes(b"\xef\xbb\xbf[web]\nport = 8081\n")
    assert load(path).web.port == 8081


def test_the_file_is_found_by_name_then_variable_then_working_directory(
    written: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find(None) is None
    written("")
    assert find(None) == Path("plantwatch.toml")
    monkeypatch.setenv("PLANTWATCH_CONFIG", "other.toml")
    assert find(None) == Path("other.toml")
    assert find(Path("named.toml")) == Path("named.toml")


def test_secrets_are_read_from_files_beside_the_configuration(written: Any, tmp_path: Path) -> None:
    (tmp_path / "community").write_text("plant-ro\n", encoding="utf-8")
    (tmp_path / "desk").write_text(f"{SECRET}\n", encoding="utf-8")
    settings = load(
        written(
            '[credentials.default]\ncommunity_file = "community"\n'
            '[[receivers]]\nname = "desk"\nurl = "http://127.0.0.1:1/"\nsecret_file = "desk"\n'
        )
    )
    assert settings.credentials["default"].secret() == "plant-ro"
    assert settings.receivers[0].key() == SECRET


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[web]\nprot = 1\n", "web.prot: unknown key, did you mean port?"),
        ("[webb]\n", "webb: unknown key, did you mean web?"),
        ("[ledger]\nzzz = 1\n", "ledger.zzz: unknown key; known here: key_file, url"),
        ('[web]\nframe_ancestors = "https://a/; script-src *"\n', "web.frame_ancestors: https://a/; is not an origin"),
        ('[web]\nframe_ancestors = "*"\n', "web.frame_ancestors: * is not an origin"),
        ('[credentials.site]\ncomunity = "x"\n', "credentials.site.comunity: unknown key, did you mean community?"),
        (
            f'[[receivers]]\nname = "a"\nurl = "http://127.0.0.1/"\nsecret = "{SECRET}"\nlangage = "en"\n',
            "receivers[0].langage: unknown key, did you mean language?",
        ),
        (
            "[sweeps.by_kind]\noptical_nod = 60\n",
            "sweeps.by_kind.optical_nod: unknown kind of element, did you mean optical_node?",
        ),
        (
            "[locate.priors]\namplifer = 0.1\n",
            "locate.priors.amplifer: unknown kind of element, did you mean amplifier?",
        ),
        ('[display]\ntimezone = "Asia/Shangai"\n', "display.timezone: unknown time zone, did you mean Asia/Shanghai?"),
        ('[display]\nphone_region = "China"\n', "display.phone_region: unknown country"),
        ('[display]\nphone_region = "CN-Hangzhou"\n', "display.phone_region: behind the dash an area code is meant"),
        ('[display]\nlanguage = "cn"\n', "display.language: Input should be 'zh' or 'en' (found 'cn')"),
        ("[web]\nport = 70000\n", "web.port: Input should be less than or equal to 65535 (found 70000)"),
        ("[sweeps]\nstate_interval_s = 0\n", "sweeps.state_interval_s: Input should be greater than 0"),
        ("[sweeps]\nstate_interval_s = inf\n", "sweeps.state_interval_s: Input should be a finite number"),
        ("[locate]\nswitched_off = nan\n", "locate.switched_off: "),
        ("[locate]\nswitched_off = 1.0\n", "locate.switched_off: Input should be less than 1"),
        ('[snmp]\nterminal_credential = "site"\n', "snmp.terminal_credential: no [credentials.site]"),
        ('[[receivers]]\nname = "a"\nurl = "desk"\n', "receivers[0].url: Input should be a valid URL"),
        ('[series]\nstore = "influxdb"\n', "series: url is needed where store is influxdb"),
        ('[series]\nurl = "127.0.0.1:8086"\n', "series.url: an address is meant"),
        ('[series]\nurl = "http://me:secret@db"\n', "series.url: user and password have keys of their own"),
        ('[series]\nstore = "influx"\n', "series.store: "),
        ('[[receivers]]\nname = "a"\nurl = "http://127.0.0.1/"\n', "receivers[0]: secret or secret_file is needed"),
        (
            '[[receivers]]\nname = "a"\nurl = "http://127.0.0.1/"\nsecret = "hunter2"\n',
            "receivers[0].secret: a Standard Webhooks secret is meant",
        ),
        (f'[[receivers]]\nurl = "http://127.0.0.1/"\nsecret = "{SECRET}"\n', "receivers[0].name: Field required"),
        (
            f'[[receivers]]\nname = "a"\nurl = "http://127.0.0.1/"\nsecret = "{SECRET}"\n' * 2,
            "receivers: two have the same name",
        ),
    ],
)
def test_what_cannot_work_is_refused_with_file_and_key(written: Any, toml: str, said: str) -> None:
    path = written(toml)
    assert _refusal(path).startswith(f"{path}: {said}")


def test_every_mistake_is_told_at_once(written: Any) -> None:
    assert len(_refusal(written("[web]\nprot = 1\nhots = 2\n[displai]\n")).splitlines()) == 3


def test_no_secret_is_repeated_in_a_refusal(written: Any) -> None:
    told = _refusal(written('[[receivers]]\nname = "a"\nurl = "http://u:hunter1@/"\nsecret = "hunter2"\n'))
    assert "hunter" not in told


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing.toml"
    assert _refusal(path) == f"{path}: cannot be read: No such file or directory"


@pytest.mark.parametrize("content", [b"[web\n", b"[web]\nport = \xff\n"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plantwatch.toml"
    path.write_bytes(content)
    assert _refusal(path).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PLANTWATCH__WBE__PORT", "1", "PLANTWATCH__WBE__PORT: unknown table, did you mean web?"),
        ("PLANTWATCH__WEB__PROT", "1", "PLANTWATCH__WEB__PROT: web.prot: unknown key, did you mean port?"),
        ("PLANTWATCH__WEB__PORT", "many", "PLANTWATCH__WEB__PORT: web.port: Input should be a valid integer"),
        ("PLANTWATCH__WEB", "not json", "environment: "),
    ],
)
def test_a_variable_that_cannot_work_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, written: Any, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert _refusal(written("")).startswith(said)


def test_a_secret_file_that_cannot_be_read_is_named(written: Any, tmp_path: Path) -> None:
    settings = load(written('[credentials.default]\ncommunity_file = "gone"\n'))
    with pytest.raises(SettingsError, match=f"{tmp_path}/gone: secret cannot be read"):
        settings.credentials["default"].secret()


def test_a_secret_file_that_cannot_sign_is_named(written: Any, tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("hunter2", encoding="utf-8")
    settings = load(written('[[receivers]]\nname = "desk"\nurl = "http://127.0.0.1/"\nsecret_file = "desk"\n'))
    with pytest.raises(SettingsError, match=f"{tmp_path}/desk: a Standard Webhooks secret is meant"):
        settings.receivers[0].key()
