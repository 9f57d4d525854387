"""The tool library of a workspace: shipped tools with their credentials, API tools, workflows as tools."""
