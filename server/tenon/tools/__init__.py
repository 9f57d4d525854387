"""The tool contract and its sources, pure."""
