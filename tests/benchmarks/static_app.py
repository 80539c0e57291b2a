"""The first floor: the smallest Textual app that shows one Static and repaints it on a key."""

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static


class StaticApp(App[None]):
    """Shows how often a key was pressed."""

    presses = 0

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("pressed 0.")

    def on_key(self, event: Key) -> None:
        """Count, or quit."""
        if event.key == "q":
            self.exit()
        self.presses += 1
        self.query_one(Static).update(f"pressed {self.presses}.")


if __name__ == "__main__":
    StaticApp().run()
