"""The message that brings a borough's position."""

POSITION_RELEASED = "uk.accord.governance.position.released.v1"
