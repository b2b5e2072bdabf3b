"""Only what must be code: the C core of the SNMP engine. All metadata is in pyproject.toml."""

from setuptools import Extension, setup

NATIVE = "collectors/snmp/native"

setup(
    ext_modules=[
        Extension(
            "collectors.snmp._native",
            sources=[f"{NATIVE}/{name}.c" for name in ("ber", "answer", "cells", "walk", "requests", "get", "lane")],
            depends=[f"{NATIVE}/{name}.h" for name in ("ber", "answer", "cells", "walk", "requests", "get")],
            define_macros=[("_GNU_SOURCE", None)],  # sendmmsg and recvmmsg
            extra_compile_args=["-std=c11", "-fvisibility=hidden"],
            optional=True,  # without a compiler the engine in Python serves
        )
    ]
)
