"""When names of learners are let go, wherever this borough holds them."""
