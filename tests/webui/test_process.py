"""The web process: says where it listens, or in one sentence why it cannot."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


def start(config: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "webui", "--config", str(config)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=ROOT, check=False)


def test_port_0_takes_any_and_says_which(served) -> None:
    assert httpx.get(f"{served.address}/healthz", trust_env=False).json() == {"status": "ok"}


def test_modules_are_served_as_javascript(served) -> None:
    for name in ("vendor/maplibre-gl/maplibre-gl-worker.mjs", "vendor/uplot/uPlot.mjs", "js/page.mjs"):
        answer = httpx.get(f"{served.address}/static/{name}", trust_env=False)
        assert answer.headers["content-type"].split(";")[0] == "text/javascript", name


def test_a_busy_port_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        config = tmp_path / "plantwatch.toml"
        config.write_text(f"[web]\nport = {port}\n", encoding="utf-8")
        (tmp_path / "data").mkdir()
        ended = start(config)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith(f"web.port: cannot listen on 127.0.0.1 port {port}: Address already in use")


def test_a_missing_data_directory_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    config = tmp_path / "plantwatch.toml"
    config.write_text('[web]\nport = 0\n[data]\ndirectory = "nowhere"\n', encoding="utf-8")
    ended = start(config)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert str(tmp_path / "nowhere") in ended.stderr


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    config = tmp_path / "plantwatch.toml"
    config.write_text("[web]\nprot = 8080\n", encoding="utf-8")
    ended = start(config)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "web.prot: unknown key, did you mean port" in ended.stderr
