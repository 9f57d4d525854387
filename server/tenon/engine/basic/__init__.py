"""Basic apps as graphs: chat, completion and agent apps run on the one engine."""
