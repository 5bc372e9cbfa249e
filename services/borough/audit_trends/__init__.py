"""An audit and its repeats, side by side."""
