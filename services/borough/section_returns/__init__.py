"""A self-assessment answered once: signed in one borough, held alike in the others."""
