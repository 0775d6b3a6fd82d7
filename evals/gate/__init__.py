"""Says whether pitches got better or worse, and why one may believe it."""
