"""The one error of this room that reaches a user: what was found, what was expected, what to run."""

from __future__ import annotations


class CatalogError(Exception):
    """A feed, a picture folder or a built catalog that cannot be used. The message is meant for people."""


class NoSuchProduct(CatalogError, KeyError):
    """An identifier that this catalog does not have."""

    __str__ = Exception.__str__  # KeyError would print the message in quotes


class FieldError(ValueError):
    """A value of a feed that cannot be read. The message says what was expected, as in "no number from 0 to 5"."""
