"""What an app did: its conversations and runs as the team reads them, and its figures."""
