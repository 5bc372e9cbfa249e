"""Milestones that one borough leads and the boroughs it names see too."""
