"""Events of ours that people of other boroughs may ask for places at."""
