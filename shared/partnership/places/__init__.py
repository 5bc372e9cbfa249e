"""Who has a place at an event: quotas, release day and waiting list, as pure rules."""
