"""The supervisor: what becomes of its processes, and of a process that cannot be started."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

PATIENCE_S = 1.0


@pytest.fixture
def supervisor(tmp_path):
    """Runs `supervise` over small programs in a process of its own: supervisor(name=program…)."""
    started = []

    def run(**programs: str) -> subprocess.Popen[bytes]:
        children = [f"Child({name!r}, {[sys.executable, '-c', text]!r})" for name, text in programs.items()]
        script = textwrap.dedent(f"""
            import sys
            from monitor import supervisor
            from monitor.supervisor import Child, supervise
            supervisor.PATIENCE_S = {PATIENCE_S}
            missing = Child("missing", ["/does/not/exist"])
            sys.exit(supervise([missing, {", ".join(children)}]))
        """)
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


def waiting(path, ignoring: str = "pass") -> str:
    return f"import os, signal, time; {ignoring}; open({str(path)!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(60)"


def pids(path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_that_cannot_be_started_keeps_no_other_from_running(supervisor, tmp_path, wait_until):
    service = supervisor(core=waiting(tmp_path / "core"))
    (first,) = wait_until(lambda: pids(tmp_path / "core"), 20)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(pids(tmp_path / "core")) == 2, 20, "the killed one is started again")
    service.terminate()
    assert service.wait(20) == 0
    assert not any(is_alive(pid) for pid in pids(tmp_path / "core"))


def test_one_that_will_not_end_is_killed_and_the_service_ends_well(supervisor, tmp_path, wait_until):
    deaf = waiting(tmp_path / "deaf", "signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    service = supervisor(deaf=deaf)
    (pid,) = wait_until(lambda: pids(tmp_path / "deaf"), 20)
    service.terminate()
    assert service.wait(20) == 0
    assert not is_alive(pid)


def test_one_that_can_never_run_ends_them_all(supervisor, tmp_path):
    service = supervisor(core=waiting(tmp_path / "core"), web="raise SystemExit(2)")
    assert service.wait(30) == 2
    assert not any(is_alive(pid) for pid in pids(tmp_path / "core"))


def test_one_that_has_run_may_find_something_in_its_way_without_ending_the_others(supervisor, tmp_path, wait_until):
    seen = str(tmp_path / "web")
    web = f"import sys; past = open({seen!r}, 'a+'); past.write('x'); sys.exit(1 if past.tell() == 1 else 2)"
    service = supervisor(core=waiting(tmp_path / "core"), web=web)
    wait_until(
        lambda: (tmp_path / "web").exists() and len((tmp_path / "web").read_text()) >= 3, 20, "it is tried again"
    )
    (core,) = pids(tmp_path / "core")
    assert is_alive(core)
    service.terminate()
    assert service.wait(20) == 0
