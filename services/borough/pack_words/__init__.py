"""What a case says in a pack before anybody wrote in its page."""
