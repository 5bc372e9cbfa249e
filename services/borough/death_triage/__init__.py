"""What else happens after a death: the joint response, the coroner, other inquiries."""
