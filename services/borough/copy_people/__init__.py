"""Who may read what another borough shared: hidden by conflicts, opened urgently."""
