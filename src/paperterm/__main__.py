"""`python -m paperterm`."""

from __future__ import annotations

from paperterm.cli import run

if __name__ == "__main__":
    run()
