"""Help: pages written for the people who use this, found from every page."""
