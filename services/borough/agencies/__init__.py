"""The relevant agencies of one borough, every school among them, and their leads."""
