import json
import subprocess
import sys

from collectors.snmp.batch import BatchEngine
from collectors.snmp.choice import engine_class


def quick(root, name):
    done = subprocess.run(
        [sys.executable, "-m", "bench", name, "--quick", "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stdout.splitlines()
    report = json.loads(line)
    assert report["bench"] == name
    return report


def test_the_poll_benchmark_prints_one_object_and_ours_is_the_cheapest(root):
    report = quick(root, "poll")
    figures = report["figures"]
    assert report["machine"]["cores"] >= 1
    assert ("us_per_get_c" in figures) == (engine_class() is not BatchEngine)
    assert figures.get("us_per_get_c", 0) < figures["us_per_get_py"]
    assert 0 < figures["us_per_get_py"] < figures["us_per_get_gufo"] < figures["us_per_get_pysnmp"]


def test_the_walk_benchmark_prints_one_object_and_the_core_is_the_cheapest(root):
    figures = quick(root, "walk")["figures"]
    assert ("us_per_varbind_c" in figures) == (engine_class() is not BatchEngine)
    assert 0 < figures.get("us_per_varbind_c", 0.01) < figures["us_per_varbind_py"]
    assert 0 < figures.get("us_per_varbind_c", 0.01) < figures["us_per_varbind_gufo"]
