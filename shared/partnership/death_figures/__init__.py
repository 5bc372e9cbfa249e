"""What may be told of a borough's child deaths, in words and sums of years alone."""
