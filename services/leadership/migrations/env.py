"""Alembic's door: the kit runs the scripts on the connection it opened."""

from kit import migrations

migrations.run_scripts()
