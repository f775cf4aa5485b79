"""What only a training can get wrong."""

from __future__ import annotations

from mediaeval import MediaevalError

__all__ = ["TrainingError"]


class TrainingError(MediaevalError):
    """A training that cannot go on, such as one whose loss is not a number."""
