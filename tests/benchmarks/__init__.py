"""How fast Accord is, against a reference measured in the same run."""
