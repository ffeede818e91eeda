"""The Python addresses that the documentation names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]


def test_an_address_works_after_importing_the_package() -> None:
    """Whatever stands as `eligibility.….name` on a page is there for who has only written `import eligibility`."""
    pages = "".join(page.read_text("utf-8") for page in (*ROOT.glob("docs/*.md"), *ROOT.glob("README*.md")))
    addresses = sorted(set(re.findall(r"`(eligibility(?:\.[A-Za-z_]+)+)", pages)))
    assert "eligibility.waivers.read_waivers" in addresses
    program = "\n".join(["import eligibility", *addresses])
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")
