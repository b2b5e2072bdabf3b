"""A newcomer sets up: init, users, and the words they get wrong."""

import sqlite3
import tomllib

import pytest


def test_init_says_what_it_made_and_what_comes_next(command, tmp_path):
    said = command("init", tmp_path / "new")
    assert said.status == 0
    assert said.err == ""
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines] == ["configuration", "data", "log", "next", "then"]
    assert "admin, password " in lines[2]
    assert tomllib.loads((tmp_path / "new" / "plantwatch.toml").read_text(encoding="utf-8"))["web"]["port"] == 8080
    assert command("check", "--config", tmp_path / "new" / "plantwatch.toml").status == 0


def test_init_changes_nothing_where_there_is_a_configuration(installed, command):
    before = installed.config.read_bytes()
    assert "is there already" in command("init", installed.home).sentence(2)
    assert installed.config.read_bytes() == before


def test_init_leaves_nothing_behind_when_the_password_is_refused(command, tmp_path):
    assert "10 to 256 characters" in command("init", tmp_path / "new", "--password", "short").sentence(2)
    assert not (tmp_path / "new").exists()
    assert command("init", tmp_path / "new", "--password", "long enough").status == 0


def test_init_keeps_the_users_of_a_data_directory_that_was_in_use(installed, command):
    installed.config.unlink()
    assert "its users stay as they are" in command("init", installed.home).out
    assert [line for line in installed("user", "list").out.splitlines() if "admin" in line]


def test_init_names_a_place_where_nothing_can_be_made(command, tmp_path):
    (tmp_path / "file").touch()
    assert command("init", tmp_path / "file").sentence(2).startswith(f"plantwatch: {tmp_path / 'file'}: ")


def test_users_come_in_and_are_listed(installed):
    assert installed("user", "add", "wang", "--role", "agent", "--password", "another one").out == (
        "wang may log in as agent\n"
    )
    assert "wang may log in as noc" not in installed("user", "list").out
    assert installed("user", "password", "wang").out.startswith("wang has another password: ")
    token = installed("user", "token", "crm").out.strip()
    assert token.startswith("pwt_")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "admin"], "there is already a user named admin"),
        (["add", "li", "--password", "short"], "a password has 10 to 256 characters"),
        (["add", "two words"], "a user's name has 1 to 64 characters and no spaces"),
        (
            ["add", "li", "--role", "king"],
            "'king' is not one of 'admin', 'noc', 'agent', 'maintainer', 'hotline', 'viewer'",
        ),
        (["password", "nobody"], "there is no user named nobody"),
        (["add"], "Missing argument 'name'"),
        (["ad"], "No such command 'ad'. Did you mean 'add'?"),
    ],
)
def test_what_is_wrong_about_a_user_is_one_sentence_and_changes_nothing(installed, words, sentence):
    before = users(installed)
    assert sentence in installed("user", *words).sentence(2)
    assert users(installed) == before


def users(installed):
    with sqlite3.connect(installed.data / "ledger.sqlite") as ledger:
        return ledger.execute("select name, role, password from user").fetchall()


def test_a_token_has_one_name(installed):
    installed("user", "token", "crm")
    assert "there is already a token named crm" in installed("user", "token", "crm").sentence(2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["xyzzy"], "No such command 'xyzzy'"),
        (["--frob"], "No such option: --frob"),
        (["import", "x"], "Missing option '--datum'"),
        (["export"], "Missing argument 'PATH'"),
        (["demo", "--port", "99999"], "Invalid value for '--port': Input should be less than or equal to 65535"),
    ],
)  # fmt: skip
def test_wrong_words_are_one_sentence(command, words, sentence):
    known = "plantwatch" + (f" {words[0]}" if words[0] in {"import", "export", "demo"} else "")
    assert command(*words).sentence(2) == f"{known}: {sentence}; see {known} --help"


@pytest.mark.parametrize("words", [[], ["user"]])
def test_no_words_show_the_help(command, words):
    said = command(*words)
    assert said.err == ""
    assert "Usage: plantwatch" in said.out


def test_a_datum_nobody_knows_is_named_with_those_there_are(installed, tmp_path):
    said = installed("import", str(tmp_path), "--datum", "bd10").sentence(2)
    assert (
        said == "plantwatch: datum 'bd10' is none of wgs84, gcj02, bd09, cgcs2000, and no EPSG code such as EPSG:4490"
    )
