"""Seats: pages where posts come to a body and leave it, and the chair goes round."""
