"""The message boroughs send about a quarter's training."""

SUMMARY_RELEASED = "uk.accord.training.summary.released.v1"
