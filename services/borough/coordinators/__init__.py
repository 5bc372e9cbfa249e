"""Which coordinators a case may be shared with, here and in the other boroughs."""
