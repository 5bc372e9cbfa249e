"""Pages on which a standard of items is drafted, compared and published."""
