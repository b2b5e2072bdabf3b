"""`plantwatch credential`, and what devices are asked with it."""

import io
import json

import pytest


@pytest.fixture
def piped(monkeypatch):
    """Put lines on standard input."""
    return lambda *lines: monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_credential_is_kept_shown_without_its_secrets_and_forgotten(installed, piped):
    piped("signs-for-it", "hides-what-it-says")
    said = installed("credential", "add", "field", "--user", "anna", "--auth", "sha256", "--priv", "aes128")
    assert (said.status, said.out) == (0, "field is kept; a running service uses it when it is started again\n")
    piped("plant-rw")
    installed("credential", "add", "site")
    assert (installed.data / "credentials.key").stat().st_mode & 0o777 == 0o600
    listed = installed("credential", "list", "--json")
    assert json.loads(listed.out) == [
        {"name": "field", "kind": "user", "user": "anna", "level": "authPriv", "auth": "sha256", "priv": "aes128"},
        {"name": "site", "kind": "community", "user": "", "level": "", "auth": "", "priv": ""},
    ]
    assert "anna" in installed("credential", "list").out
    assert installed("credential", "remove", "site").out == "site is forgotten\n"
    assert "no credential of the ledger is called 'site'" in installed("credential", "remove", "site").sentence(2)


@pytest.mark.parametrize(
    ("words", "lines", "why"),
    [
        (["--auth", "sha256"], [], "--auth and --priv are for an SNMPv3 user: give --user too"),
        ([], [], "standard input holds no community"),
        (["--user", "a", "--auth", "sha256"], ["short"], "the authentication password has fewer than 8 octets"),
        (["--user", "a", "--auth", "rot13"], ["long-enough"], "authentication 'rot13' is none of md5, sha1"),
    ],
)
def test_what_is_no_credential_is_one_sentence_without_the_secret(installed, piped, words, lines, why):
    piped(*lines)
    sentence = installed("credential", "add", "field", *words).sentence(2)
    assert why in sentence
    for line in lines:
        assert line not in sentence


def test_a_device_is_asked_with_a_user_of_the_ledger(installed, piped, write_files, v3_agent):
    piped("signs-for-it", "hides-what-it-says")
    installed("credential", "add", "field", "--user", "anna", "--auth", "sha256", "--priv", "aes128")
    piped("not-the-password", "hides-what-it-says")
    installed("credential", "add", "wrong", "--user", "anna", "--auth", "sha256", "--priv", "aes128")
    folder = write_files(
        elements="id,kind\nU1,ups\n",
        devices=f"element,address,port,profile,snmp_version,credential\nU1,127.0.0.1,{v3_agent},interfaces,3,field\n",
    )
    imported = installed("import", folder, "--datum", "wgs84")
    assert (imported.status, imported.err) == (0, "")
    assert "uptime_s" in installed("poll", "U1").out
    assert "1.3.6.1.2.1.1.3.0 = TimeTicks" in installed("walk", "U1").out
    refused = installed("walk", "U1", "--credential", "wrong").sentence(1)
    assert refused.endswith("the authentication password or algorithm of SNMPv3 user 'anna' is wrong there")
    (installed.data / "credentials.key").unlink()
    assert "credentials.key is missing" in installed("poll", "U1").sentence(2)
    assert "credentials.key is missing" in installed.as_process("run").err


def test_no_secret_is_asked_for_as_an_argument(installed):
    shown = installed("credential", "add", "--help").out
    assert "--user" in shown
    assert "--password" not in shown
