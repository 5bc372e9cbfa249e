"""What somebody typed into a form that was sent after their session had run out."""
