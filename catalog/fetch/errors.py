"""How a fetch fails. Reasons say nothing of the one picture, no address and no number, so that they can be counted."""

from __future__ import annotations

from catalog.pictures import PictureError


class Refused(PictureError):
    """A picture that is not to be had; another attempt would not help."""

    def __init__(self, reason: str, *, lasting: bool = False, status: int = 0) -> None:
        super().__init__(reason)
        self.lasting = lasting
        """Whether the next run need not ask again either."""
        self.status = status
        """What the server answered; 0 where it did not."""


class Transient(Exception):
    """A failure that may pass."""

    def __init__(self, reason: str, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s
        """How long the server asks to wait, in seconds."""
