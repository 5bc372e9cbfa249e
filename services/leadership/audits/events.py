"""The message boroughs send about their audits."""

SUMMARY_RELEASED = "uk.accord.audits.summary.released.v1"
