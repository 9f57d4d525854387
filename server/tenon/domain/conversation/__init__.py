"""Conversations, their messages and variables, feedback and suggested questions."""
