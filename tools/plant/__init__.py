"""Planted defects: ways to spoil a clean declaration so that exactly one rule finds exactly one thing, at a known place.

A `Sample` is a document with its files in memory. A `Planter` spoils it and says where the finding must stand. The
limits and severities are those of the 2023 round. Everything is chosen by the given random generator: one planter plants
many variants, and the same seed plants the same one.
"""

from __future__ import annotations

from typing import Final

from tools.plant import documents, evidence, files, form, history, images, person, records  # noqa: F401 - they register planters
from tools.plant.sample import PLANTED, Planter, Sample

__all__ = ["DOUBTS", "PLANTERS", "Planter", "Sample"]

PLANTERS: Final = tuple(planter for planter in PLANTED if planter.severity is not None)
"""All planters of findings: at least one for each entry of the 2023 ruleset."""

DOUBTS: Final = tuple(planter for planter in PLANTED if planter.severity is None)
"""Planters after which the rule can't tell: at the place given stands a doubt, and nothing is found."""
