"""What a run did, how it ended, and how it looks while it works."""
