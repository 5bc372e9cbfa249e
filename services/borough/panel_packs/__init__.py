"""Packs of panel meetings: anonymised pages, each read to its end by a person first."""
