"""What tests share: servers, databases, and things to test with."""
