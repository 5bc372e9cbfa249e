"""Agency summaries: asked for, due, chased and received, review by review."""
