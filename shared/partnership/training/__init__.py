"""What a borough tells of its training: words, counts and what of them may leave."""
