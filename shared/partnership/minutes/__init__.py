"""Minutes: from draft to signed with every wording kept, and questions answered."""
