"""A plant on loopback and the product on it, as processes, for stories that go from packet to page."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from sqlalchemy import NullPool, create_engine, text

import simulator.process as plant
from monitor import logs, supervisor
from simulator.process import Simulator

PLANTWATCH = [sys.executable, "-m", "monitor"]
RUN = """
import sys
from monitor import supervisor
from monitor.commands import main
supervisor.LONGEST_PAUSE_S = float(sys.argv.pop(1))
main()
"""
PASSWORD = "a-long-password"


@dataclass
class Product:
    """The product, installed in a folder; started, killed and asked as its users would."""

    home: Path
    port: int
    wait_until: Callable
    ledger_url: str = ""
    token: str = ""
    longest_pause_s: float = supervisor.LONGEST_PAUSE_S
    """How long the supervisor waits at most before it starts a process again: minutes in all where kills are many."""
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(init=False)
    client: httpx.Client = field(init=False)
    """One for all questions: each new one reads the system's authorities for 40 ms, and waiting asks many times."""

    def __post_init__(self):
        self.log = self.home / "product.log"
        every_time_anew = httpx.Limits(max_keepalive_connections=0)  # the product is killed meanwhile
        self.client = httpx.Client(trust_env=False, limits=every_time_anew)

    @property
    def config(self) -> Path:
        return self.home / "plantwatch.toml"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            [*PLANTWATCH, *words], capture_output=True, text=True, timeout=60, check=False, cwd=self.home
        )
        assert done.returncode == 0 or not check, done.stderr + done.stdout
        return done.stdout.strip()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUN, str(self.longest_pause_s), "run", "--config", str(self.config)],
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=os.environ | {logs.LEVEL: "info"},  # stories read the log, and a test before may have hushed it
            )
        self.wait_until(self.is_ready, 60, f"pages answer, see {self.log}")

    def is_ready(self) -> bool:
        try:
            return self.client.get(f"{self.url}/readyz", timeout=2).is_success
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        status = self.process.wait(30)
        self.process = None
        return status

    def kill_all(self) -> None:
        """SIGKILL to the whole process group, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self.process = None

    def pid_of(self, name: str) -> int | None:
        """The process of the service whose command line has these words, e.g. `monitor core`."""
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if str(self.config) in words and f"-m {name}" in " ".join(words):
                return int(entry.name)
        return None

    def ask_ledger(self, question: str) -> list[tuple]:
        """Look into the ledger past the product, as a test may."""
        url = self.ledger_url or f"sqlite:///file:{self.home}/data/ledger.sqlite?mode=ro&uri=true"
        ledger = create_engine(url, poolclass=NullPool)
        with ledger.connect() as connection:
            return [tuple(row) for row in connection.execute(text(question))]

    def state_sweeps(self) -> int:
        """How many state sweeps have ended so far."""
        return self.ask_ledger("select count(*) from change where kind = 'sweep' and subject = 'state'")[0][0]

    def wait_until_all_is_seen(self, town: Simulator) -> None:
        """Wait until every terminal and device of the town has a state."""
        everything = len(town.element("HE1")["observable"]) + len({"CMTS1", "N1", "N2"})
        known = "select count(*) from terminal_state where state <> 0"
        self.wait_until(lambda: self.ask_ledger(known) == [(everything,)], 60, "every terminal and device was seen")

    def get(self, path: str) -> dict:
        answer = self.client.get(f"{self.url}{path}", headers={"Authorization": f"Bearer {self.token}"}, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def incidents(self) -> list[dict]:
        """Every incident with its details, oldest first."""
        found = self.get("/api/v1/incidents")["items"]
        return [self.get(f"/api/v1/incidents/{item['id']}") for item in reversed(found)]


def watching(town: Simulator, state_interval_s: float = 0.5, flush_s: float = 1) -> str:
    """The configuration of a product that watches a simulated town and tells its desk."""
    return f"""
[sweeps]
state_interval_s = {state_interval_s}
level_interval_s = 5
[snmp]
timeout_ms = 300
retries = 1
terminal_port = {town.snmp_port}
[locate]
notice_delay_s = 1
[series]
flush_s = {flush_s}
[telling]
first_retry_s = 0.2
longest_retry_s = 1
private_networks = "127.0.0.0/8"
[[receivers]]
name = "desk"
url = "{town.desk}"
secret = "{town.desk_secret}"
"""


@contextmanager
def installed(
    home: Path,
    port: int,
    plant: Path,
    configuration: str,
    wait_until: Callable[..., object],
    ledger_url: str = "",
) -> Iterator[Product]:
    """Install the product for a folder of plant files: init, configure, import; end it whatever happens."""
    home.mkdir()
    product = Product(home, port, wait_until, ledger_url)
    product.command("init", str(home), "--password", PASSWORD)
    ledger = f'[ledger]\nurl = "{ledger_url}"\n' if ledger_url else ""
    product.config.write_text(f"{configuration}\n{ledger}[web]\nport = {port}\n", encoding="utf-8")
    product.command("import", str(plant), "--datum", "wgs84", "--config", str(product.config))
    product.token = product.command("user", "token", "story", "--role", "noc", "--config", str(product.config))
    try:
        yield product
    finally:
        if product.process is not None:
            product.kill_all()
        product.client.close()


@pytest.fixture
def town():
    """Start a town of a seed: town(seed) → Simulator; networks differ so that stories can run side by side."""
    open_towns = []
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

    def start(seed: int, **options) -> Simulator:
        running = plant.running(
            seed=seed, network=f"127.{60 + worker}", **{"notice_delay": "0-0.5", "return_delay": "0.1-0.5"} | options
        )
        open_towns.append(running)
        return running.__enter__()

    yield start
    for running in reversed(open_towns):
        running.__exit__(None, None, None)


@pytest.fixture
def product_at(tmp_path, free_port, wait_until):
    """Install the product for a folder of plant files: product_at(folder, configuration) → Product, not started."""
    open_products = []

    def install(plant_files: Path, configuration: str, ledger_url: str = "") -> Product:
        running = installed(tmp_path / "home", free_port(), plant_files, configuration, wait_until, ledger_url)
        open_products.append(running)
        return running.__enter__()

    yield install
    for running in reversed(open_products):
        running.__exit__(None, None, None)


@pytest.fixture
def product(product_at):
    """Install the product on a town: product(town) → Product, not started."""
    return lambda town, ledger_url="", **options: product_at(town.plant, watching(town, **options), ledger_url)
