"""The leadership group's service: it sees what boroughs released, nothing else."""
