"""A new password for who forgot the old one, by a letter to their address."""
