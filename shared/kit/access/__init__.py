"""Who may do what: the matrix of roles and resources, and need to know."""
