"""`python -m eligibility` is the command `eligibility`."""

from __future__ import annotations

from eligibility.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
