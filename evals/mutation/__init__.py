"""Plants each check's defect into clean pitches, and counts what the check lets through."""
