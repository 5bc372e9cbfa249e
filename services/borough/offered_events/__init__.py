"""Events that other boroughs teach and open to our people."""
