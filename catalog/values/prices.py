"""A price as feeds write it, with or without its currency: 15, "$1,299.00", "1 299,50 €", "1'299.-", "Rs. 1,099".

A price has two decimals, or none. So exactly three digits after the only dot or comma are thousands where the currency
is known; "1.299" alone may be either and is not read. Leaves out: ranges, "from 12.99", conversion between currencies.
price-parser 0.5 reads these as prices, -3 as 3, and 2.500 KWD as 2,500: why this is not it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from catalog.errors import FieldError
from catalog.values.numerals import finite, ungrouped

Remark = Callable[[str], None]

_EXPECTED = "no price such as 15.00 USD"
_AMBIGUOUS = "ambiguous without its currency"


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ISO_4217 = _codes(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD "
    "UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW"
)
_SIGNS = {
    **{"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB"},
    **{"us$": "USD", "usd$": "USD", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "s$": "SGD"},
    **{"hk$": "HKD", "nt$": "TWD", "mx$": "MXN", "r$": "BRL", "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON"},
    **{"лв": "BGN", "руб": "RUB", "₴": "UAH", "₪": "ILS", "₫": "VND", "đ": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN"},
    **{"rp": "IDR", "rm": "MYR", "tl": "TRY", "fr": "CHF", "sfr": "CHF", "円": "JPY", "元": "CNY", "원": "KRW"},
    **{"euro": "EUR", "euros": "EUR", "rs": "INR", "kr": "SEK"},
}
"""In small letters, without spaces and dots."""
_SHARED = {"kr": "SEK"}
"""Signs of which no country's is the usual one."""
_NO_DECIMALS = _codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")
_THREE_DECIMALS = _codes("BHD IQD JOD KWD LYD OMR TND")
_AMOUNT = re.compile(
    r"(?P<before>[^0-9]{0,12}?)(?P<amount>(?:[0-9]|(?<!\w)\.(?=[0-9]))[0-9.,'’ ]{0,30})(?P<after>[^0-9]{0,12})"
)
_DASHES = re.compile(r"(?<=[0-9])(?:[.,:] ?[-–—]{1,2}|/-)(?![0-9])")
"""No cents: "49.-", "349:-", "1,099/-"."""
_TAX = re.compile(
    r"[ ,(]+(?:(?P<without>ex(?:cl|cluding)?|zzgl|exkl|hors|plus|htva|ht)|inc(?:l|luding)?|inkl|with|ttc|tvac)\b\.? ?"
    r"(?:vat|tax(?:es)?|gst|mwst|ust|moms|btw|tva|iva|ht)?\.?\)?$",
    re.IGNORECASE,
)
"""As in "£12.50 inc VAT"."""
_MAX_CHARS = 60


def price_of(value: Any, currency: str = "", remark: Remark = lambda reason: None) -> tuple[float | None, str]:
    """The amount, at least 0, and the currency that the value itself says; (None, "") of an empty one.

    `currency`: three letters, where something else says them. `remark` is told what was assumed. Raises FieldError.
    """
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        inner, own = _within(value)
        amount, said = price_of(inner, currency or own, remark)
        return amount, own or said
    if isinstance(value, str):
        text = re.sub(r"\s", " ", value.strip())  # the spaces of typesetters too
        return _of_text(text, currency, remark) if text else (None, "")
    if value is None:
        return None, ""
    number = finite(value)
    if number is None or number < 0:
        raise FieldError(_EXPECTED)
    return number, ""


def of_minor_units(price: Any) -> Any:
    """{"amount": 4999, "currency": "USD"} in cents as {"value": 49.99, ...}; what is no such price as it is."""
    if not isinstance(price, dict) or not isinstance(price.get("amount"), int) or isinstance(price["amount"], bool):
        return price
    currency = str(price.get("currency") or price.get("currency_code") or "").upper()
    places = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    return {"value": price["amount"] / 10**places, "currency": currency or None}


def currency_of(value: Any) -> str:
    """The three letters of a currency, given as such or as its sign; "" of nothing. Raises FieldError."""
    text = value.strip() if isinstance(value, str) else ("" if value is None else "?")
    letters = _SIGNS.get(_plain(text), text.upper())
    if text and not re.fullmatch("[A-Z]{3}", letters):
        raise FieldError("no three letters such as USD")
    return letters


def currency_code(text: str) -> str:
    """One of ISO 4217's three letters, in capitals. Raises ValueError."""
    if text.upper() not in _ISO_4217:
        raise ValueError(f"expected three letters such as USD, found {text[:20]!a}")
    return text.upper()


def _within(price: dict[Any, Any]) -> tuple[Any, str]:
    """Amount and currency of {"amount": "15.00", "currency": "USD"}."""
    plain = {re.sub(r"[_-]", "", str(name)).lower(): value for name, value in price.items()}
    amount = next((plain[name] for name in ("amount", "value", "price") if name in plain), None)
    own = next((plain[name] for name in ("currency", "currencycode", "pricecurrency") if name in plain), None)
    if amount is None or isinstance(amount, (dict, list)):
        raise FieldError(_EXPECTED)
    if "amount" in plain and re.fullmatch(r"\d+", str(amount)):
        raise FieldError("ambiguous, a whole amount may be in cents")
    return amount, currency_of(own)


def _of_text(text: str, currency: str, remark: Remark) -> tuple[float, str]:
    if len(text) <= _MAX_CHARS and (tax := _TAX.search(text)):
        if tax["without"]:
            remark(f"the price is without tax, and taken as it stands: {text!a}")
        text = text[: tax.start()].strip(" ,(")
    undashed = _DASHES.sub("", text) if len(text) <= _MAX_CHARS else ""
    found = _AMOUNT.fullmatch(undashed)
    if found is None:
        raise FieldError(_EXPECTED)
    own = _said(found["before"], found["after"])
    amount = _amount(found["amount"].strip(" ").rstrip(".,"), currency or own, whole=undashed != text)
    shared = {_plain(found["before"]), _plain(found["after"])} & _SHARED.keys()
    if shared and not currency:
        remark(f"the price has a sign that several countries have, and is taken as {own}: {text!a}")
    return amount, own


def _said(before: str, after: str) -> str:
    """The currency before or after an amount; of both, letters say more than a sign. Raises FieldError."""
    found: dict[str, str] = {}
    for text in (before, after):
        if plain := _plain(text):
            letters = plain.upper() if plain.upper() in _ISO_4217 else _SIGNS.get(plain)
            if letters is None:
                raise FieldError(_EXPECTED)
            found[plain] = letters
    codes = {code for plain, code in found.items() if plain.upper() == code} or set(found.values())
    if len(codes) > 1:
        raise FieldError(_EXPECTED)
    return next(iter(codes), "")


def _plain(sign: str) -> str:
    return re.sub(r"[ .]", "", sign).lower()


def _amount(text: str, currency: str, whole: bool) -> float:
    """The number in "1299", "1,299.00", "1.299,00", "1 299,5", "1.299.000". Raises FieldError.

    `whole`: what follows says that it has no decimals.
    """
    if whole and (digits := ungrouped(text)):
        return float(digits)
    if text.isdecimal():
        return float(text)
    head, mark, tail = (text[: (at := max(text.rfind("."), text.rfind(",")))], text[at], text[at + 1 :])
    if at < 0:
        digits = ungrouped(text)
    elif tail.isdecimal() and (head.isdecimal() or not head):
        digits = _of_one_mark(head, mark, tail, currency)
    elif mark in head:
        digits = ungrouped(text, mark)
    else:
        grouped = ungrouped(head)
        digits = f"{grouped}.{tail}" if grouped and tail.isdecimal() else None
    if digits is None:
        raise FieldError(_EXPECTED)
    return float(digits)


def _of_one_mark(head: str, mark: str, tail: str, currency: str) -> str:
    """Decimals or thousands? Raises FieldError where nothing says which."""
    if len(tail) != 3 or not 1 <= len(head) <= 3 or head.startswith("0"):
        return f"{head or 0}.{tail}"
    if currency in _THREE_DECIMALS:
        if mark == ",":
            raise FieldError("ambiguous in a currency of three decimals")
        return f"{head}.{tail}"
    if not currency and mark == ".":
        raise FieldError(_AMBIGUOUS)
    return head + tail  # of a comma with no currency too: nobody writes three decimals after one
