"""Files of figures: read, checked row by row, previewed, stored whole or not at all."""
