"""Measure: one module per benchmark, each with `run(quick)`; figures stand beside a peer's from the same run."""
