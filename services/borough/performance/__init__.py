"""The borough's own figures beside targets and comparators."""
