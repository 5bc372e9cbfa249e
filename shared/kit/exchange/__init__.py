"""The exchange protocol: signed, numbered, chained streams between members."""
