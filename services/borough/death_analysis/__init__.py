"""The analysis of a death: factors, categories, learning and what could be changed."""
