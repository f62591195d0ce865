"""A night: which portals are due, in which order, one process each, bounded in time, and how it all ended."""
