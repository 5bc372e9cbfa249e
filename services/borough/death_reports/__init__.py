"""The report of the child death review partners, from figures that were approved."""
