"""Domain slices and rules that the boroughs and the leadership group share."""
