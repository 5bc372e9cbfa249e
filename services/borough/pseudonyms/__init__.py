"""The pseudonym register: who an invented name stands for, kept apart from reviews."""
