"""Views of results: terminal, CSV, feedback, a page about the class. Each is made from the JSON data alone."""
