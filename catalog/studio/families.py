"""The ways in which conversations go: what the shopper says, turn by turn. Data, and nothing else.

A line may hold: {np} all wishes round the noun; {bare} the same without "a"; {np1} only the first wish; {rest} all
but the last; {old} as {np}, but with another value in the place of the last wish; {c1} {c2} {c3} wishes as clauses
of their own; {cl} the last of them; {add} the last wish as an afterthought; {cmp} as a comparison with what was
shown; {noun} {nouns} {a}; {other} another kind of product with "a"; {oldvalue} {value} bare values; {changed} what follows "the same, but"; {many} {bare} in the plural; {shown} the
title of a product that does not fit; {use} where it is used. A line of the assistant is chosen to follow.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    name: str
    scripts: tuple[tuple[str, ...], ...]
    wishes: tuple[int, int] = (1, 3)
    """How many wishes it can carry, fewest and most."""
    last: str = ""
    """What the last wish has to be: "no" a refusal ("no adjective" one that fits before the noun), "looks" all of them visible, "compared" one that has a comparison, or a trait."""
    weight: float = 1.0


FAMILIES: tuple[Family, ...] = (
    # One turn
    Family("looking", (("i'm looking for {np}",), ("do you have {np}?",), ("i need {np}",), ("looking for {np}, any ideas?",)), (1, 3), weight=2),
    Family("terse", (("{bare}",), ("{bare}?",), ("{bare} pls",)), (1, 3), weight=1.5),
    Family("list", (("{noun}: {c1}, {c2}",), ("{a}. {c1}. {c2}.",), ("{c1}, {c2}. {noun}.",)), (2, 2)),
    Family("polite", (("Hello! Could you help me find {np}? Thank you.",), ("Good morning, I would like {np}, please.",), ("Hi there, would you happen to have {np}?",)), (1, 3)),
    Family("gift", (("my sister's birthday is coming up and i want to give her {np}",), ("need a present for my mum: {np}",), ("i'd like to give a friend {np}",), ("secret santa gift! thinking {np}",))),
    Family("replacement", (("my old {noun} has had its day. i'd like {np} now",), ("we lost our {noun} in the move, can you find me {np}?",), ("i'm replacing {a}, this time i want {np}",))),
    Family("seen", (("saw {np} at a friend's place and can't stop thinking about it",), ("there was {np} in a film last night and now i want one. ideas?",), ("someone at work has {np}. do you sell anything like it?",)), last="looks"),
    Family("window", (("you had {np} in the window last week, is it still there?",), ("i walked past your shop and noticed {np}. which one was it?",), ("there was {np} in your newsletter, i can't find it again",)), last="looks"),
    Family("unsure", (("not sure how to put this. {a}, {c1}?",), ("hmm, {a}... {c1}, i guess",), ("i don't really know what i want. {a}, and {c1}",)), (1, 1), weight=1.5),
    Family("picture it", (("i can picture it: {np}. do you have it?",), ("i have {np} in mind",), ("in my head it's {np}",)), last="looks"),
    Family("one condition", (("i'm easy about the {noun}, but {c1}",), ("any {noun} will do. one condition: {c1}",), ("i only care about one thing with {nouns}: {c1}",)), (1, 1)),
    Family("two conditions", (("{a}. two things matter to me: {c1}, and {c2}",), ("i want {a}. {c1}, and {c2}",), ("{c1} and {c2}, that's all i ask of {a}",)), (2, 2)),
    Family("which of yours", (("show me all your {many}",), ("what {many} do you have?",), ("i'd like to see your {many}",), ("{many}, what is there?",)), (1, 2)),
    Family("moving", (("just moved in and the place is empty. first thing on the list is {np}",), ("new flat, no {noun}! {np} would be great",), ("we're doing up the spare room and need {np}",)), last="home"),
    Family("evening", (("i have a wedding in june and need {np} to go with my outfit",), ("what would you wear with a simple black outfit? i was thinking {np}",), ("i want to treat myself to {np}",), ("i'm after {np} for a party next week",)), last="fashion"),
    Family("treat", (("long week. i deserve {np}",), ("i want to treat myself to {np}",), ("thinking of {np} for the bathroom shelf",), ("my bathroom shelf needs {np}",)), last="beauty"),
    Family("partner", (("my husband doesn't care as long as it works. i'd like {np}",), ("she says surprise me, but i know she likes {np}",), ("my partner and i finally agreed: {np}",))),
    Family("typos", (("lookign for {np}",), ("hi do you hvae {np}",), ("i ned {np} asap",), ("can u find me {np} thx",))),
    Family("search box", (("{bare} online",), ("best {bare}",), ("gift idea {bare}",))),
    Family("chatty", (("okay so i've been looking for {a} for ages, everywhere i go it's the same three. what i really want: {c1}. is that too much to ask?",), ("my flatmate laughed at me, but i have a very exact idea of the {noun} i want. {c1}, {c2}. go!",), ("it's silly, but {a} can make my whole day. {c1}. and {c2}. that's it.",)), (1, 2), weight=1.5),
    Family("budget first", (("i've got ${limit} to spend and want {rest}",), ("max {limit} dollars: {rest}",), ("what can i get for under ${limit}? i'd like {rest}",)), (2, 3), "price", weight=1.5),
    Family("brand fan", (("i like {brand}. do they have {rest}?",), ("anything from {brand}? ideally {rest}",), ("{brand} fan here, looking for {rest}",)), (2, 3), "brand"),
    Family("brand only", (("what {nouns} do you have by {brand}?",), ("{brand} {nouns} please",)), (1, 1), "brand"),
    Family("for a use", (("{a} for {use}?",), ("i want {a}, it's for {use}",), ("which {noun} would you take for {use}?",)), (1, 1), "use", weight=1.5),
    Family("size", (("{a} please, {size}",), ("do you have {a}, {size}?",), ("{noun}, {size}, what have you got?",)), (1, 1), "size"),
    Family("by name", (("do you still have the {name}? the {noun}, i mean",), ("a friend told me about {a} called {name}",), ("i'm trying to find the {noun} named {name} again",)), (1, 1), "name"),
    # One turn, with a refusal
    Family("but not", (("i'm looking for {np}",), ("{np}, please",), ("do you have {np}?",)), (1, 3), "no", weight=2),
    Family("tired of", (("i'm so tired of {value} {nouns}. {rest} please, and not {value} for once",), ("everybody has {a_value} {noun} these days. i'd like {rest}, just not {value}",)), (2, 3), "no adjective"),
    Family("anything but", (("{rest}. {cl}",), ("show me {rest}. {cl}",), ("{cl}. other than that, {rest}",)), (2, 3), "no", weight=1.5),
    Family("partner hates", (("i'd like {rest}. my wife can't stand {value}, so not that",), ("{rest} please, but my boyfriend vetoed anything {value}",)), (2, 3), "no adjective"),
    # Several turns
    Family("slow start", (("hi, i need {a}", "{c1}"), ("hello", "i'm looking for {a}. {c1}"), ("{noun}?", "{c1}", "{add}"), ("can you help me choose {a}?", "{c1}, {c2}")), (1, 2), weight=2),
    Family("three steps", (("i want {a}", "{c1}", "{add}"), ("{np1}", "{c2}", "{add}"), ("hey, shopping for {a}", "{c1}", "{c2}", "{add}")), (2, 3), weight=2),
    Family("afterthought", (("{rest}", "{add}"), ("do you have {rest}?", "{add}"), ("i'm looking for {rest}", "{add}")), (2, 3), weight=2),
    Family("new value", (("{old}", "the same, but {changed}"), ("i'm looking for {old}", "actually, no. {cl}"), ("{old}?", "on second thoughts {cl}"), ("i need {old}", "i've changed my mind, {cl}")), (1, 3), "swap", weight=2.5),
    Family("corrected", (("{old}, no wait, {value}. {value}!",), ("{old}. sorry, i meant {value}, not {oldvalue}",), ("{old}... scratch that, {value}",)), (1, 2), "swap"),
    Family("either or", (("{a}. i go back and forth between {oldvalue} and {value}", "you know what, {value}"), ("{a}. {oldvalue} or {value}?", "ok then {value}")), (1, 2), "swap"),
    Family("wrong kind", (("{other}", "no, i meant {np}"), ("do you sell {other_many}?", "sorry, wrong word. {np}"), ("i need {other}", "thanks, i'll come back to that. now {np}")), (1, 3), weight=1.5),
    Family("compared", (("{rest}", "{cmp}"), ("i'd like {rest}", "nice. {cmp}"), ("show me {rest}", "close, but {cmp}")), (1, 3), "compared", weight=2.5),
    Family("not that", (("{rest}", "{add}"), ("i'm looking for {rest}", "pretty, {add}"), ("do you have {rest}?", "hmm. {add}")), (2, 3), "no", weight=2),
    Family("no thanks", (("i need {a}", "{cl}"), ("{a} please", "not sure yet. {cl}")), (1, 1), "no"),
    Family("gift talk", (("i need a present", "for a friend, maybe {a}", "{c1}"), ("it's my mum's 60th and i have no idea", "she could use {a}. {c1}", "{add}"), ("gift ideas?", "for my aunt. she said something about {a}", "{c1}")), (1, 2), weight=1.5),
    Family("money later", (("{rest}", "how about under ${limit}?"), ("i'm looking for {rest}", "lovely, but i only have {limit} dollars"), ("{rest}", "what would i get for less than ${limit}?")), (2, 3), "price", weight=1.5),
    Family("brand later", (("{rest}", "anything by {brand}?"), ("i'm looking for {rest}", "is there one from {brand}? i have good memories of them")), (2, 3), "brand"),
    Family("use first", (("what would you suggest for {use}?", "{a}, i think", "{c1}"), ("something for {use}", "yes, {a}. {c1}")), (1, 2), "any use", weight=1),
    Family("long talk", (("hi! first time here", "i'd like {a}", "{c1}", "{c2}", "{add}"), ("are you a robot?", "ha. ok, i need {a}", "{c1}", "{c2}"), ("hello :)", "looking at {nouns}", "{c1}", "show me more", "{c2}, and {cl}")), (2, 3)),
    Family("short answers", (("{nouns}", "{c1}", "{c2}"), ("{noun} please", "{c1}", "{add}"), ("{noun}", "{c1}. {c2}")), (2, 2)),
    Family("sounds good", (("do you have {nouns}?", "great. {c1}"), ("{nouns}!", "ok so. {c1}", "oh and {cl}")), (1, 2)),
    Family("well reviewed", (("{rest}, with good reviews please. {limit} stars at least",), ("{rest}", "only ones rated {limit} and up")), (2, 3), "rating"),
)  # fmt: skip

OPENERS: tuple[str, ...] = (
    "Happy to help. What are you looking for?",
    "Of course. What did you have in mind?",
    "Hello! Tell me a little about what you need.",
)
ASKS: tuple[str, ...] = (
    "Sure. Anything particular in mind?",
    "Gladly. How should {it} look?",
    "We have quite a few {nouns}. What do you like?",
    "Good choice. What matters most to you?",
    "Certainly. Do you have a style in mind?",
)
SHOWS: tuple[str, ...] = (
    "Here are a few {nouns} to start with.",
    "I found some {nouns}. Are any of these close?",
    "These might suit you. Closer?",
    "How about these?",
    "Got it. Here is what I have.",
    "Have a look at these {nouns}.",
)
SHOWS_ONE: tuple[str, ...] = (
    "What about the {shown}?",
    "You could look at the {shown}.",
    "The {shown} is popular. Is that near it?",
)
SHOWS_OTHER: tuple[str, ...] = (
    "Here are some {nouns}.",
    "Let me show you our {nouns}.",
    "Sure, these are the {nouns} we have.",
)
MORE: tuple[str, ...] = (
    "Good to know. Anything else?",
    "Noted. Anything else I should know?",
    "All right. What else?",
    "Understood. Any other wish?",
)

ANSWERS_ONE: tuple[str, ...] = (
    "Then I'd go for the {titles}.",
    "The {titles} is what you describe.",
    "I think you mean the {titles}.",
    "Have a look at the {titles}: {why}.",
    "The {titles} fits: {why}.",
    "That would be the {titles}, {why}.",
)
ANSWERS_MANY: tuple[str, ...] = (
    "I'd look at these: {titles}.",
    "There are {count} that fit: {titles}.",
    "{titles} would all do.",
    "You can choose between {titles}.",
)
