"""A child at risk right now, seen during an audit."""
