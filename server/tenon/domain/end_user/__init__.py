"""The people who use published apps: API users and visitors of pages."""
