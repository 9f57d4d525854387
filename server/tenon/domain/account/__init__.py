"""People: profile, password, sign-in."""
