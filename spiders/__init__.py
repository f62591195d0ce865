"""One file a portal: facts only. How to add one: docs/adding-a-portal.md."""
