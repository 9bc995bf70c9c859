"""Predict, then perturb: a small quiz on what a change moves."""

from reluviz.views.quiz.panel import QuizPanel

__all__ = ["QuizPanel"]
