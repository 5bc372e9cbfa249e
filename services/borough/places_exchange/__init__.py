"""Requests for places that come from other boroughs, decided here and nowhere else."""
