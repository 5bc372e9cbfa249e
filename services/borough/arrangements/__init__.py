"""Who the partners of one borough are, what came before them, and in which phase."""
