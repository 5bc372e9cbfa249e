"""Panel meetings: when they are, who comes, and which cases they look at."""
