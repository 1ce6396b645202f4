"""A course around the runs: its file, its roster, decisions of people, and marks on their way back."""
