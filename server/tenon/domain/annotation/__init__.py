"""Annotations: questions with answers that people wrote, and answering from them."""
