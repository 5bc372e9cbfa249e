"""How every page looks, is sent, and fails."""
