"""The folder's contract: every channel has the same shape, a name in the settings, a section of the docs and a test."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import get_args

import pytest

from monitor.settings import Receiver, load
from monitor.settings.channels import Cap, Email, Sms
from monitor.settings.telling import ChannelName
from monitor.telling.channels import CHANNELS
from monitor.telling.channels.channel import TransportError

SHARED = {
    "__init__", "answers", "channel", "encodings", "guard", "http", "open_api", "posting", "reading", "served", "text",
    "tmf_parts",
}  # fmt: skip
"""Modules of the folder that channels are made of."""


def sections(root: Path) -> dict[str, str]:
    """Return the sections of the page about channels, by their titles."""
    parts = re.split(r"^## ", (root / "docs" / "channels.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {part.partition("\n")[0]: part for part in parts[1:]}


def configured(root: Path, tmp_path: Path, name: str) -> Receiver:
    """Return the receiver of a section's example, with files for the secrets it names."""
    (toml,) = re.findall(r"```toml\n(.*?)```", sections(root)[name], flags=re.DOTALL)
    (tmp_path / "secrets").mkdir()
    for path in re.findall(r'secret_file = "(.*?)"', toml):
        secret = {"webhook": "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24=", "apprise": "json://example.net/"}.get(
            name, "Bearer x"
        )
        (tmp_path / path).write_text(secret, encoding="utf-8")
    file = tmp_path / "plantwatch.toml"
    file.write_text(toml, encoding="utf-8")
    (receiver,) = load(file).receivers
    return receiver


def test_every_module_of_the_folder_is_a_channel_or_what_channels_are_made_of(root: Path):
    modules = {path.stem for path in (root / "monitor/telling/channels").glob("*.py")}
    assert modules == set(CHANNELS) | SHARED
    assert set(get_args(ChannelName)) == set(CHANNELS)
    assert set(CHANNELS) == set(sections(root))


@pytest.mark.parametrize("name", CHANNELS)
def test_every_channel_has_a_contract_test_and_a_docstring_of_one_sentence(root: Path, name: str):
    tests = (root / "tests" / "monitor" / "telling").rglob("test_*.py")
    told = [path.name for path in tests if path != Path(__file__) and f'"{name}"' in path.read_text(encoding="utf-8")]
    assert told or list((root / "tests" / "monitor" / "telling").rglob(f"test_{name}.py"))
    module = importlib.import_module(f"monitor.telling.channels.{name}")
    assert module.__doc__
    assert module.__doc__.splitlines()[0].endswith(".")


@pytest.mark.parametrize("name", CHANNELS)
async def test_every_example_is_a_configuration_and_makes_a_channel(root: Path, tmp_path: Path, name: str):
    receiver = configured(root, tmp_path, name)
    assert receiver.channel == name
    channel = CHANNELS[name](receiver, load(None).telling)
    assert callable(channel.deliver)
    await channel.close()


@pytest.mark.parametrize("name", sorted(set(CHANNELS) - {"email", "apprise"}))
async def test_no_channel_sends_to_a_private_address_that_is_not_listed(
    root: Path, tmp_path: Path, desk, messages, name: str
):
    receiver = configured(root, tmp_path, name)
    if receiver.sms is not None:
        here = receiver.sms.model_copy(update={"url": desk.url})
        receiver = receiver.model_copy(update={"sms": here})
    else:
        receiver = receiver.model_copy(update={"url": desk.url})
    channel = CHANNELS[name](receiver, load(None).telling)
    with pytest.raises(TransportError, match=r"telling\.private_networks") as error:
        await channel.deliver(messages["opened"])
    assert error.value.permanent
    await channel.close()
    assert desk.got == []


@pytest.mark.parametrize(("name", "model"), [("email", Email), ("sms", Sms), ("cap", Cap)])
def test_every_key_of_a_channels_table_is_in_its_section(root: Path, name: str, model):
    told = set(re.findall(r"^\| `(\w+)` \|", sections(root)[name], flags=re.MULTILINE))
    assert told == set(model.model_fields)
