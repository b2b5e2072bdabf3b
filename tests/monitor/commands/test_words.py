"""Each word of the command line is found in the one module that is loaded for it."""

import subprocess
import sys

import pytest
from typer.main import get_command

from monitor.commands import COMMANDS, commands_for


def words(*given):
    return tuple(get_command(commands_for(given)).commands)


@pytest.mark.parametrize("module", COMMANDS)
def test_a_module_adds_the_words_it_is_loaded_for(module):
    for word in COMMANDS[module]:
        assert words(word, "--help") == COMMANDS[module]


@pytest.mark.parametrize("given", [(), ("--help",), ("--version",), ("polls",)])
def test_without_a_known_word_there_are_all(given):
    assert words(*given) == tuple(word for names in COMMANDS.values() for word in names)


@pytest.mark.parametrize(
    ("word", "unneeded"),
    [
        ("run", {"monitor.service", "monitor.jobs.process", "pyarrow", "httpx"}),
        ("core", {"monitor.jobs.process", "influxdb_client", "alembic", "flask"}),
        ("jobs", {"monitor.service", "influxdb_client", "alembic", "flask"}),
        ("user", {"monitor.service", "pyarrow", "alembic"}),
    ],
)
def test_a_command_brings_only_what_it_needs(word, unneeded):
    program = "import sys; from monitor.commands import commands_for; commands_for(sys.argv[1:]); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program, word], capture_output=True, text=True, check=True)
    assert not unneeded & set(said.stdout.split())
