"""Which actions ask for somebody: on the front page, in letters and by search."""
