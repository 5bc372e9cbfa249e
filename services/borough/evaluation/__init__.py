"""Evaluation: the same questions before, after and three months later."""
