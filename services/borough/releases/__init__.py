"""What leaves the borough once a second person approved it: its steps and its doors."""
