"""A whole federation on one machine: three boroughs, leadership, a broker, figures."""
