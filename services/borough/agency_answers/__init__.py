"""What agencies answer in a self-assessment, and the evidence they show for it."""
