"""Work on documents in processes of their own."""
