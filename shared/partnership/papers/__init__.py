"""Papers of meetings: open, restricted or exempt, each in all its versions."""
