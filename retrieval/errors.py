"""The one error of this room that reaches a user."""

from __future__ import annotations


class RetrievalError(Exception):
    """The text encoder or a text index cannot be used. The message says what was found and what to run."""
