"""What other boroughs are told of the places they asked us for."""
