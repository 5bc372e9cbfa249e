"""The message that brings a borough's return."""

RETURN_RELEASED = "uk.accord.governance.return.released.v1"
