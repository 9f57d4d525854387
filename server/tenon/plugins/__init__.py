"""Package format, manifest and message framing of plugins, pure."""
