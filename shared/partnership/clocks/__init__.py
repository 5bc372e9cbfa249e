"""Clocks: statutory and local deadlines, counted by stated rules."""
