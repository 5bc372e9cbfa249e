"""Forms of bookings: for oneself, for staff, handing a place over, giving it back."""
