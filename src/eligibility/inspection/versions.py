"""Releases of the libraries that decide what a page looks like, for the versions of inspectors; none of them is imported."""

from __future__ import annotations

import functools
from importlib import metadata
from typing import Final

OPENCV: Final = (
    "opencv-python-headless",
    "opencv-python",
    "opencv-contrib-python-headless",
    "opencv-contrib-python",
)
ONNX_RUNTIME: Final = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-openvino")
"""The packages that bring a library, any of which may be installed."""
_OPENERS: Final = ("pillow", "pypdfium2", "pillow-heif")


@functools.cache
def release(*packages: str) -> str | None:
    """Return the version of the first package that is installed, if one is."""
    for package in packages:
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return None


@functools.cache
def openers() -> str:
    """Return the versions of what opens files, with what is not there: a file may be opened or refused for it."""
    return ", ".join(f"{name} {found}" if (found := release(name)) else f"no {name}" for name in _OPENERS)
