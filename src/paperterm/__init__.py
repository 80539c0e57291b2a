"""A terminal reader for Hugging Face's trending papers."""

__version__ = "0.1.0"
