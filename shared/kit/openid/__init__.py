"""Sign in with the account people have at their own organisation."""
