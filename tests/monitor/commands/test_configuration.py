"""A configuration that cannot be used: every command says so with file and key, and touches nothing."""

import pytest

COMMANDS = [
    ["check"],
    ["user", "list"],
    ["run"],
    ["core"],
    ["jobs"],
    ["web"],
    ["poll", "127.0.0.9"],
    ["export", "out", "--datum", "wgs84"],
    ["export-series"],
]
BROKEN = {
    "[sweeps]\nstate_interval_sec = 3\n": "sweeps.state_interval_sec: unknown key, did you mean state_interval_s?",
    "[sweep]\n": "sweep: unknown key, did you mean sweeps?",
    "[sweeps\n": "Expected ']' at the end of a table declaration (at line 1, column 8)",
    "[web]\nport = 99999\n": "web.port: Input should be less than or equal to 65535 (found 99999)",
}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("toml", BROKEN)
def test_a_broken_configuration_is_named_with_file_and_key(command, tmp_path, words, toml):
    config = tmp_path / "bad.toml"
    config.write_text(toml, encoding="utf-8")
    assert command(*words, "--config", config).sentence(2) == f"plantwatch: {config}: {BROKEN[toml]}"
    assert [path.name for path in tmp_path.iterdir()] == ["bad.toml"]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_missing_configuration_is_named(command, tmp_path, words):
    config = tmp_path / "missing.toml"
    sentence = command(*words, "--config", config).sentence(2)
    assert sentence == f"plantwatch: {config}: cannot be read: No such file or directory"


@pytest.mark.parametrize("words", [["check"], ["user", "list"], ["run"], ["core"], ["jobs"]], ids=" ".join)
def test_without_any_installation_init_is_named(command, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLANTWATCH_CONFIG", raising=False)
    sentence = command(*words).sentence(2)
    assert str(tmp_path / "data") in sentence
    assert "make it with `plantwatch init`" in sentence
    assert list(tmp_path.iterdir()) == []


def test_check_reads_the_secrets_too(installed):
    installed.add('[credentials.default]\ncommunity_file = "nowhere"\n')
    sentence = installed("check").sentence(2)
    assert sentence == f"plantwatch: {installed.home / 'nowhere'}: secret cannot be read: No such file or directory"


@pytest.mark.parametrize("content", [b"this is no database", b"SQLite format 3\0" + b"\xff" * 4096])
@pytest.mark.parametrize("words", [["check"], ["user", "list"], ["poll", "127.0.0.9"]], ids=" ".join)
def test_a_damaged_ledger_is_named_and_left_as_it_is(installed, content, words):
    ledger = installed.data / "ledger.sqlite"
    ledger.write_bytes(content)
    sentence = installed(*words).sentence(2)
    assert sentence.startswith(f"plantwatch: ledger {ledger} is ")
    assert ledger.read_bytes() == content
