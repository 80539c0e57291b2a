"""The interface: widgets that show values, and one screen that joins them with the store."""
