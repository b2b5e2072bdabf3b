"""Only what must be code: the C core of the SNMP engine. All metadata is in pyproject.toml."""

from pathlib import Path

from setuptools import Extension, setup

NATIVE = Path("collectors/snmp/native")

setup(
    ext_modules=[
        Extension(
            "collectors.snmp._native",
            sources=sorted(map(str, NATIVE.glob("*.c"))),
            depends=sorted(map(str, NATIVE.glob("*.h"))),
            define_macros=[("_GNU_SOURCE", None)],  # sendmmsg and recvmmsg
            extra_compile_args=["-std=c11", "-fvisibility=hidden"],
            optional=True,  # without a compiler the engine in Python serves
        )
    ]
)
