"""Notices: what waits for one person, on the pages and by letter where they ask."""
