"""The pages where the boroughs' figures stand side by side."""
