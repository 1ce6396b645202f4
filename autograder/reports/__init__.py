"""Views of results: terminal, CSV, feedback. Each is made from the JSON data and decides nothing."""
