"""What is paid in: how currencies are written, and how the one that a shopper names stands to the one of the shop.

Converts nothing: no rates are known here.
"""

from __future__ import annotations

SIGNS = {
    **{
        "$": "$",
        "us$": "USD",
        "a$": "AUD",
        "au$": "AUD",
        "c$": "CAD",
        "ca$": "CAD",
        "nz$": "NZD",
        "hk$": "HKD",
        "s$": "SGD",
    },
    **{"sg$": "SGD", "€": "EUR", "£": "GBP", "₹": "INR", "¥": "¥", "₩": "KRW", "₺": "TRY", "₪": "ILS"},
}
_CODES = {
    code.lower(): code
    for code in [
        "USD",
        "EUR",
        "GBP",
        "CHF",
        "AUD",
        "NZD",
        "SGD",
        "HKD",
        "INR",
        "JPY",
        "CNY",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "MXN",
        "BRL",
        "ZAR",
        "AED",
    ]
}
PREFIXES = {**_CODES, "cad": "CAD", "rs": "INR", "kr": "kr", "fr": "CHF", "sfr": "CHF"}
COINS = PREFIXES | {
    **dict.fromkeys(("dollar", "dollars", "dólares", "dolares"), "$"),
    **dict.fromkeys(("buck", "bucks", "smackers", "squid", "notes"), "?"),
    **dict.fromkeys(("euro", "euros"), "EUR"),
    **dict.fromkeys(("pound", "pounds", "quid", "sterling"), "GBP"),
    **dict.fromkeys(("franc", "francs", "franken"), "CHF"),
    **dict.fromkeys(("rupee", "rupees"), "INR"),
    **dict.fromkeys(("peso", "pesos"), "MXN"),
    **dict.fromkeys(("krona", "kronor", "krone", "kroner"), "kr"),
    **{"yen": "JPY", "yuan": "CNY", "rand": "ZAR", "zloty": "PLN", "dirhams": "AED", "fr": "CHF"},
}
"""What is paid in: an ISO code, "$" and "kr" for any of theirs, "?" for a word of no country."""
COUNTRIES = {"us": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "british": "GBP", "swiss": "CHF"}

OWN, NEAR, OTHER = "own", "near", "other"
"""The shop's; one of about the same worth, within a factor of two; any other."""
_SHARED = {
    "$": frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN")),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK")),
    "¥": frozenset(("JPY", "CNY")),
}
_ALIKE = frozenset(("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD", "$"))


def compared(said: str, own: str) -> str:
    """`said`: as `understanding.money.amounts.Amount.currency` has it; `own`: an ISO code, or "" where it is not
    known."""
    if said in ("", "?", own) or not own or own in _SHARED.get(said, ()):
        return OWN
    return NEAR if said in _ALIKE and own in _ALIKE else OTHER
