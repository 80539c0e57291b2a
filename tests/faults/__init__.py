"""The faults: what goes wrong on purpose, class by class, and what must be so afterwards."""
