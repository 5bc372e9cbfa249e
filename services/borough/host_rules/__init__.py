"""The borough's house rules as a host of training, each from its own day on."""
