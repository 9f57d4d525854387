"""Content moderation: what users send and what apps answer, by keywords, a moderation model or an extension."""
