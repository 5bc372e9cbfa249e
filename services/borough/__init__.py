"""One borough's own instance; which borough it is, is a matter of settings."""
