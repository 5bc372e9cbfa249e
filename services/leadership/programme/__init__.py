"""The nine months in which boroughs align, and the shadow year, as dated rows."""
