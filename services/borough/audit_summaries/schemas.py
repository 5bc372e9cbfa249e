"""What the forms of a summary may carry."""

from borough.governance.schemas import Approve, SendBack, Submit

__all__ = ["Approve", "SendBack", "Submit"]
