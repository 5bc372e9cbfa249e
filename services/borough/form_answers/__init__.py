"""The form one person of an agency fills in: saved in parts, locked, then sent."""
