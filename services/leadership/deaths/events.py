"""The message boroughs send about a year's child death reviews."""

SUMMARY_RELEASED = "uk.accord.deaths.summary.released.v1"
