"""Guided lessons: text, a start and goals that are checked live. Nothing here needs Qt."""
