import subprocess
import sys

ASK_TWICE = """
import logging, sys
logging.basicConfig()
sys.modules["collectors.snmp._native"] = None
from collectors.snmp.choice import engine_class
print(engine_class().__name__, engine_class().__name__)
"""


def test_without_the_c_core_the_engine_in_python_serves_and_the_log_says_so_once(root):
    done = subprocess.run([sys.executable, "-c", ASK_TWICE], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "BatchEngine BatchEngine\n"
    assert done.stderr.count("WARNING") == 1
    assert "runs in Python alone" in done.stderr
