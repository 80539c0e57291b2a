"""Export: papers as references, tables, feeds and pages for other programs.

What is exported is the cleaned text, with the LaTeX in it as it is.
"""

from paperterm.export.bibtex import bibtex_entry
from paperterm.export.facts import About, citation_key
from paperterm.export.formats import FORMATS, Format, exported, format_of

__all__ = [
    "FORMATS",
    "About",
    "Format",
    "bibtex_entry",
    "citation_key",
    "exported",
    "format_of",
]
