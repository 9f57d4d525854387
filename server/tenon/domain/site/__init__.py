"""The published page of an app: its code, switch and looks."""
