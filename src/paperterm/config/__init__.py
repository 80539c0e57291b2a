"""The configuration: what the reader may set, in a file, the environment or on the command line."""

from paperterm.config.keys import KEYS, NAME_LENGTH, REFRESH_MINUTES, Key
from paperterm.config.loading import Config, Source, load, mistake
from paperterm.config.places import Files, files
from paperterm.config.surroundings import ENDPOINT

__all__ = [
    "ENDPOINT",
    "KEYS",
    "NAME_LENGTH",
    "REFRESH_MINUTES",
    "Config",
    "Files",
    "Key",
    "Source",
    "files",
    "load",
    "mistake",
]
