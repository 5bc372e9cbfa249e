"""Parts of cases that are shared, sealed, with one coordinator of another borough."""
