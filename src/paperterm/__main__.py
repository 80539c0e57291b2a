"""`python -m paperterm`."""

from __future__ import annotations

import sys

from paperterm.cli import main

if __name__ == "__main__":
    sys.exit(main())
