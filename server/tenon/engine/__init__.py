"""The workflow engine: a graph, a scheduler, variables and events. No web, no database."""
