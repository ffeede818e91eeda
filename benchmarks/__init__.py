"""How fast the engine is, as ratios to a strict pydantic parse of the same bytes taken in the same run.

`python -m benchmarks` from the repository root; what is measured and how stands in `docs/performance.md`.
"""
