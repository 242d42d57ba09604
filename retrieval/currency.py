"""How the currency of a sum that a shopper names stands to the one of the shop. Converts nothing: rates are not known here."""

from __future__ import annotations

OWN, NEAR, OTHER = "own", "near", "other"
"""The shop's; one of about the same worth, within a factor of two; any other."""
_SHARED = {
    "$": frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN")),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK")),
    "¥": frozenset(("JPY", "CNY")),
}
_ALIKE = frozenset(("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD", "$"))


def compared(said: str, own: str) -> str:
    """`said`: as `retrieval.amounts.Amount.currency` has it; `own`: an ISO code, or "" where it is not known."""
    if said in ("", "?", own) or not own or own in _SHARED.get(said, ()):
        return OWN
    return NEAR if said in _ALIKE and own in _ALIKE else OTHER
