"""The catalogue: courses of the shared course standard, and the borough's own."""
