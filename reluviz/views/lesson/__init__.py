"""The panel with the lesson that is open."""

from reluviz.views.lesson.panel import LessonPanel

__all__ = ["LessonPanel"]
