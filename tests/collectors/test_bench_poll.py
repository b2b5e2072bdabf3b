import json
import subprocess
import sys

from collectors.snmp.batch import BatchEngine
from collectors.snmp.choice import engine_class


def test_the_poll_benchmark_prints_one_object_and_ours_is_the_cheapest(root):
    done = subprocess.run(
        [sys.executable, "-m", "bench", "poll", "--quick", "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stdout.splitlines()
    report = json.loads(line)
    figures = report["figures"]
    assert report["bench"] == "poll"
    assert report["machine"]["cores"] >= 1
    assert ("us_per_get_c" in figures) == (engine_class() is not BatchEngine)
    assert figures.get("us_per_get_c", 0) < figures["us_per_get_py"]
    assert 0 < figures["us_per_get_py"] < figures["us_per_get_gufo"] < figures["us_per_get_pysnmp"]
