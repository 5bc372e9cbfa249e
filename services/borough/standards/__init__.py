"""The standards leadership published, as this borough received them."""
