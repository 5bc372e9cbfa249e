"""The child death review meeting: its day, who came, its draft, the family's part."""
