"""Words for people whom a thing may be for: a pattern's alternatives, English."""

from __future__ import annotations

RELATIVES = (
    "aunt|auntie|uncle|mum|mom|mam|mother|dad|father|gran|granny|grandma|grandmother|grandad|grandpa|grandfather|nan|nana"
    "|sister|brother|son|daughter|cousin|niece|nephew|wife|husband|girlfriend|boyfriend|partner|fianc[eé]e?|friend|mate"
    "|boss|colleague|coworker|teacher|neighbou?r|kids?|child|children|baby|teen|teenager|men|man|woman|women|girl|boy|guy"
    "|lady|couple|parents|bride|groom|host|hostess|secret santa"
)
ANYBODY = f"{RELATIVES}|him|her|them|someone|somebody|me|myself|us|everyone"
