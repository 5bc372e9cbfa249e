"""Parts of cases that other boroughs shared with a coordinator of this one."""
