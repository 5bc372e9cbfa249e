"""What each partner pays or gives towards the arrangements, year by year."""
