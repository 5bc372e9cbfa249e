"""Where the contracts are: in the checkout, or inside the installed wheel."""

from pathlib import Path


def folder() -> Path:
    """The folder of ``topology.json`` and of the message schemas."""
    installed = Path(__file__).parents[1] / "contracts"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "contracts"
