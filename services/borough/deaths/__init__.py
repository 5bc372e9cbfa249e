"""Child deaths under review: where each stands, who has it, and who may open it."""
