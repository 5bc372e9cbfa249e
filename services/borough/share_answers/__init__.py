"""What the other boroughs say of cases that were shared with them."""
