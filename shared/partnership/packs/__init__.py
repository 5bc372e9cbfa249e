"""Packs: an agenda with its papers as one file with one run of page numbers."""
