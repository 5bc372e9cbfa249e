"""Planning events: the forms that make, change, open and call off one."""
