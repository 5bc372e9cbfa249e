"""The record of processing: what is held of people, why, how long and who gets it."""
