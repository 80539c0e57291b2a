"""The demo: a bundled sample of papers, and a small server that speaks the feed's interface."""
