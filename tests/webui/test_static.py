"""What ships with the pages: third-party modules as npm gave them, colours everybody can read."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import webui
from webui.vendor import FOLDER, differences, manifest

CSS = Path(webui.__file__).parent / "static" / "css"
SEVERITIES = ("critical", "major", "minor", "warning", "indeterminate", "cleared")
TEXTS = [(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in ("ground", "surface", "raised")] + [
    ("on-accent", "accent"),
    ("good", "good-soft"),
    ("bad", "bad-soft"),
    ("accent", "accent-soft"),
    ("ink-2", "hover"),
]


def test_third_party_modules_are_byte_for_byte_those_of_the_manifest() -> None:
    assert differences() == []


def test_every_third_party_module_has_its_licence_beside_it() -> None:
    for package in manifest()["packages"]:
        targets = list(package["files"].values())
        assert any("LICENSE" in name for name in targets), package["name"]
        assert package["licence"]
        assert package["version"]


def test_a_changed_byte_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = FOLDER / "added-by-a-test.txt"
    odd.write_text("x")
    try:
        assert differences() == ["added-by-a-test.txt: not in the manifest"]
    finally:
        odd.unlink()


def tokens(block: str) -> dict[str, str]:
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    found = re.search(re.escape(block) + r" \{(.*?)\n\s*\}", text, re.DOTALL)
    assert found, block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", found[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_as_wcag_aa_asks(theme: str) -> None:
    colours = tokens(":root") | (tokens(':root[data-theme="dark"]') if theme == "dark" else {})
    for ink, ground in TEXTS:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (theme, ink, ground)


@pytest.mark.parametrize("palette", [":root", ':root[data-palette="okabe-ito"]'])
def test_letters_on_severities_are_readable(palette: str) -> None:
    colours = tokens(":root") | tokens(palette)
    for name in SEVERITIES:
        assert contrast(colours[name], colours[f"on-{name}"]) >= 4.5, (palette, name)


def test_severities_differ_from_their_neighbours_in_shape_too() -> None:
    sprite = (CSS.parent / "shapes.svg").read_text(encoding="utf-8")
    shapes = [re.search(rf'<symbol id="{name}"[^>]*>(.*?)</symbol>', sprite)[1] for name in SEVERITIES]
    assert all(one != other for one, other in pairwise(shapes))
    assert len(set(shapes)) == len(SEVERITIES)


def test_automatic_dark_is_the_same_as_chosen_dark() -> None:
    assert tokens(':root[data-theme="auto"]') == tokens(':root[data-theme="dark"]')


def test_colours_are_named_in_one_place() -> None:
    rest = (CSS / "app.css").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", rest) == []
