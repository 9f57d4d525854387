"""Extensions of the operator's own code: each in a process of its own, JSON lines over its standard streams."""
