"""The ways in which conversations go: what the shopper says, turn by turn. Data, and nothing else.

A line may hold: {np} all wishes round the noun; {bare} the same without "a"; {np1} only the first wish; {rest} all
but the last; {old} as {np}, but with another value in the place of the last wish; {c1} {c2} {c3} wishes as clauses
of their own, {s1} {s2} {s3} the same as whole sentences ("it should be navy"), {k1} {k2} {k3} in a word or two;
{cl} and {sl} the last of them; {add} the last wish as an afterthought; {less} a refusal without the noun; {cmp} as a
comparison with what was shown, {like} the same after "like the second, but"; {noun} {nouns} {a}; {other} another kind of product with "a"; {oldvalue} {value} bare values,
{hated} the value as something to dislike ("blue", "anything shiny"); {changed} what follows "the same, but"; {many} {bare} in the plural; {shown} the
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
    """What the last wish has to be: "no" a refusal ("no adjective" one that fits before the noun, "no degree" one that can be more or less so: shiny, dark; "no shine"), "looks" all of them visible, "compared" one that has a comparison ("compared second" with the second of three), or a trait."""
    weight: float = 1.0


FAMILIES: tuple[Family, ...] = (
    # One turn
    Family("looking", (("i'm looking for {np}",), ("do you have {np}?",), ("i need {np}",), ("looking for {np}, any ideas?",)), (1, 3), weight=2),
    Family("terse", (("{bare}",), ("{bare}?",), ("{bare} pls",)), (1, 3), weight=1.5),
    Family("list", (("{noun}: {k1}, {k2}",), ("{noun}, {k1}, {k2}",), ("{a}. {c1}. {c2}.",), ("{noun} - {k1} - {k2} - {k3}",), ("need: {noun}. {k1}, {k2}.",)), (2, 3), weight=2),
    Family("polite", (("Hello! Could you help me find {np}? Thank you.",), ("Good morning, I would like {np}, please.",), ("Hi there, would you happen to have {np}?",)), (1, 3)),
    Family("gift", (("my sister's birthday is coming up and i want to give her {np}",), ("need a present for my mum: {np}",), ("i'd like to give a friend {np}",), ("secret santa gift! thinking {np}",))),
    Family("replacement", (("my old one has had its day. i'd like {np} this time",), ("we lost ours in the move, can you find me {np}?",), ("ours broke, so i need {np}",), ("time to replace the old one. this time i want {np}",))),
    Family("seen", (("saw {np} at a friend's place and can't stop thinking about it",), ("there was {np} in a film last night and now i want one. ideas?",), ("someone at work has {np}. do you sell anything like it?",)), last="looks"),
    Family("window", (("you had {np} in the window last week, is it still there?",), ("i walked past your shop and noticed {np}. which one was it?",), ("there was {np} in your newsletter, i can't find it again",)), last="looks"),
    Family("unsure", (("not sure how to put this... {np}, maybe?",), ("hmm, {a}... {s1}, i guess",), ("i don't really know what i want. {np}, i think?",), ("i'm not good at this. maybe {np}? or something like it",), ("um. {np}? if that exists",), ("no idea what it's called, but {np}, sort of",)), (1, 2), weight=2),
    Family("picture it", (("i can picture it: {np}. do you have it?",), ("i have {np} in mind",), ("in my head it's {np}",)), last="looks"),
    Family("one condition", (("i'm easy about the {noun}, but {s1}",), ("any {noun} will do. one condition: {s1}",), ("i only care about one thing with {nouns}: {s1}",)), (1, 1)),
    Family("two conditions", (("{a}. two things matter to me: {s1}, and {s2}",), ("i want {a}. {s1}, and {s2}",), ("{a}. {s1}. {s2}. that's all",)), (2, 2)),
    Family("which of yours", (("show me all your {many}",), ("do you have any {many}?",), ("i'd like to see your {many}",), ("{many}, what is there?",)), (1, 2)),
    Family("moving", (("just moved in and the place is empty. first thing on the list is {np}",), ("new flat, nothing in it yet! {np} would be great",), ("we're doing up the spare room and need {np}",)), last="home"),
    Family("evening", (("i've got a new coat and want {np} to go with it",), ("what would you wear with a simple outfit? i was thinking {np}",), ("i want to treat myself to {np}",), ("i'm going away next month and would love {np} for the trip",)), last="fashion"),
    Family("treat", (("long week. i deserve {np}",), ("i want to treat myself to {np}",), ("thinking of {np} for the bathroom shelf",), ("my bathroom shelf needs {np}",)), last="beauty"),
    Family("partner", (("my husband says it's up to me, so: {np}",), ("she says surprise me, but i know she'd love {np}",), ("my partner and i finally agreed: {np}",))),
    Family("typos", (("lookign for {np}",), ("hi do you hvae {np}",), ("i ned {np} asap",), ("can u find me {np} thx",), ("wnat {np}",), ("anyone got {np}?? cant find one anywere",), ("pls show me {bare} ty",))),
    Family("search box", (("{bare} online",), ("best {bare}",), ("gift idea {bare}",))),
    Family("chatty", (("okay so i've been looking for ages, and everywhere i go it's the same three. what i really want is {np}. is that too much to ask?",), ("my flatmate laughed at me, but i know exactly what i want: {np}. go!",), ("it's silly, but the right {noun} can make my whole day. {s1}. and {s2}. that's it.",), ("sorry, long story, we had people round and i suddenly hated everything we own. anyway: {a}. {s1}.",)), (1, 3), weight=1.5),
    Family("budget first", (("i've got ${limit} to spend and want {rest}",), ("max {limit} dollars: {rest}",), ("what can i get for under ${limit}? i'd like {rest}",)), (2, 3), "price", weight=1.5),
    Family("brand fan", (("i like {brand}. do they have {rest}?",), ("anything from {brand}? ideally {rest}",), ("{brand} fan here, looking for {rest}",)), (2, 3), "brand"),
    Family("brand only", (("what {nouns} do you have by {brand}?",), ("{brand} {nouns} please",)), (1, 1), "brand"),
    Family("for a use", (("{a} for {use}?",), ("i want {a}, it's for {use}",), ("which {noun} would you take for {use}?",)), (1, 1), "use", weight=1.5),
    Family("size", (("{np} please",), ("do you have {np}?",), ("looking for {a}. {s1}",)), (1, 1), "size"),
    Family("by name", (("do you still have the {name}? the {noun}, i mean",), ("a friend told me about {a} called {name}",), ("i'm trying to find the {noun} named {name} again",)), (1, 1), "name"),
    # One turn, with a refusal
    Family("but not", (("i'm looking for {np}",), ("{np}",), ("do you have {np}?",), ("{noun}, {k1}",), ("{noun}, {k1}, {k2}",), ("{a}. {cl}",)), (1, 3), "no", weight=2.5),
    Family("tired of", (("i'm so tired of {hated}. {rest} please, just not that",), ("everybody seems to love {hated} these days. not me. i'd like {rest}",)), (1, 3), "no adjective"),
    Family("anything but", (("{rest}. {cl}",), ("show me {rest}. {cl}",), ("i need {rest}. {sl}",), ("{rest}, i'm open. only thing: {sl}",)), (1, 3), "no", weight=1.5),
    Family("partner hates", (("i'd like {rest}. my wife can't stand {hated}, so not that",), ("{rest} please, but my boyfriend vetoed {hated}",), ("{rest}. my daughter hates {hated}, so please not that",)), (1, 3), "no adjective"),
    # Several turns
    Family("slow start", (("hi, i need {a}", "{c1}"), ("hello", "i'm looking for {a}. {c1}"), ("{noun}?", "{c1}", "{add}"), ("can you help me choose {a}?", "{c1}. {c2}")), (1, 2), weight=2),
    Family("three steps", (("i want {a}", "{c1}", "{add}"), ("{np1}", "{c2}", "{add}"), ("hey, shopping for {a}", "{c1}", "{c2}", "{add}")), (2, 3), weight=2),
    Family("afterthought", (("{rest}", "{add}"), ("do you have {rest}?", "{add}"), ("i'm looking for {rest}", "{add}")), (2, 3), weight=2),
    Family("new value", (("{old}", "the same, but {changed}"), ("i'm looking for {old}", "actually, no. {sl}"), ("{old}?", "on second thoughts, {sl}"), ("i need {old}", "i've changed my mind, {sl}")), (1, 3), "swap", weight=2.5),
    Family("corrected", (("{old}, no wait, {value}. {value}!",), ("{old}. sorry, i meant {value}, not {oldvalue}",), ("{old}... scratch that, {value}",)), (1, 2), "swap"),
    Family("either or", (("{a}. i go back and forth between {oldvalue} and {value}", "you know what, {value}"), ("{a}. {oldvalue} or {value}?", "ok then, {value}")), (1, 2), "swap"),
    Family("wrong kind", (("{other}", "no, i meant {np}"), ("do you sell {other_many}?", "sorry, wrong word. {np}"), ("i need {other}", "thanks, i'll come back to that. now {np}")), (1, 3), weight=1.5),
    Family("compared", (("{rest}", "{cmp}"), ("i'd like {rest}", "nice. {cmp}"), ("show me {rest}", "close. {cmp}"), ("{noun}", "{cmp}"), ("{np1}", "{c2}", "{cmp}")), (1, 3), "compared", weight=14),
    Family("like the second", (("{rest}", "like the second, but {like}"), ("show me {rest}", "the second one is nice. do you have it {like}?"), ("i'd like {rest}", "the second, just {like}")), (1, 3), "compared second", weight=14),
    Family("not that", (("{rest}", "{add}"), ("i'm looking for {rest}", "pretty. {add}"), ("do you have {rest}?", "hmm. {add}")), (2, 3), "no", weight=2),
    Family("refused", (("{rest}", "{less}"), ("show me {rest}", "{less}"), ("do you have {rest}?", "hm. {less}"), ("{nouns}", "{less}"), ("looking for {rest}", "ok. {less}"), ("{np1}", "{c2}", "{less}")), (1, 3), "no", weight=3.5),
    Family("less of that", (("{rest}", "{less}"), ("i want {rest}", "nice, but {less}"), ("do you have {rest}?", "{less}"), ("{noun}", "{less}")), (1, 3), "no degree", weight=1.5),
    Family("less shiny", (("{rest}", "{less}"), ("i want {rest}", "nice, but {less}"), ("do you have {rest}?", "{less}"), ("{noun}", "{less}"), ("{np}",), ("{noun}, {k1}",), ("{noun}, {k1}, {k2}",), ("{rest}. {cl}",), ("i need {rest}", "hm. {add}")), (1, 3), "no shine", weight=14),
    Family("no thanks", (("i need {a}", "{cl}"), ("{a} please", "not sure yet. {cl}")), (1, 1), "no"),
    Family("gift talk", (("i need a present", "for a friend, maybe {a}", "{c1}"), ("it's my mum's 60th and i have no idea", "she could use {a}. {c1}", "{add}"), ("gift ideas?", "for my aunt. she said something about {a}", "{c1}")), (1, 2), weight=1.5),
    Family("money later", (("{rest}", "how about under ${limit}?"), ("i'm looking for {rest}", "lovely, but i only have {limit} dollars"), ("{rest}", "what would i get for less than ${limit}?")), (2, 3), "price", weight=1.5),
    Family("brand later", (("{rest}", "anything by {brand}?"), ("i'm looking for {rest}", "is there one from {brand}? i have good memories of them")), (2, 3), "brand"),
    Family("use first", (("what would you suggest for {use}?", "{a}, maybe", "{c1}"), ("something for {use}", "{a}, i think. {c1}")), (1, 2), "any use", weight=1),
    Family("long talk", (("hi! first time here", "i'd like {a}", "{c1}", "{c2}", "{add}"), ("are you a robot?", "ha. ok, i need {a}", "{c1}", "{c2}"), ("hello :)", "looking at {nouns}", "{c1}", "show me more", "{c2}. and {sl}")), (2, 3)),
    Family("short answers", (("{nouns}", "{c1}", "{c2}"), ("{noun} please", "{c1}", "{add}"), ("{noun}", "{c1}. {c2}")), (2, 2)),
    Family("sounds good", (("do you have {nouns}?", "great. {c1}"), ("{nouns}!", "ok so. {c1}", "oh and {cl}")), (1, 2)),
    Family("well reviewed", (("{rest}, with good reviews please. {limit} stars at least",), ("{rest}", "only ones rated {limit} and up")), (2, 3), "rating"),
)  # fmt: skip

OPENERS: tuple[str, ...] = (
    "Happy to help. What are you looking for?",
    "Happy to help. What did you have in mind?",
    "Hello! Tell me a little about what you need.",
)
GIFT_OPENERS: tuple[str, ...] = (
    "A gift, how nice. Any first idea?",
    "Happy to help with that. What kind of thing might it be?",
    "Lovely. Is there anything they could use?",
)
USE_OPENERS: tuple[str, ...] = (
    "A few things could work. What were you thinking of?",
    "Happy to help. What sort of thing should it be?",
    "Good question. Do you know what it should be?",
)
ROBOT_OPENERS: tuple[str, ...] = (
    "I am the shop's assistant, a program, yes. What can I find for you?",
    "Guilty. But I do know the shop. What are you looking for?",
)
ASKS_LOOK: tuple[str, ...] = (
    "Gladly. How should {it} look?",
    "Certainly. Do you have a style in mind?",
)
ASKS: tuple[str, ...] = (
    "Sure. Anything particular in mind?",
    "We have quite a few {nouns}. What do you like?",
    "Gladly. What matters most to you?",
)
ASKS_YES: tuple[str, ...] = (
    # to those who ask whether there are any
    "We do, quite a few. What do you like?",
    "Yes, we have {nouns}. Anything particular in mind?",
)
ASKS_WHICH: tuple[str, ...] = (
    # to those who waver between two
    "We have both. Which one shall it be?",
    "Both are lovely. Which would you rather see?",
    "You can have either. Which one are you leaning to?",
)
SHOWS: tuple[str, ...] = (
    "Here are a few {nouns} to start with.",
    "I found some {nouns}. Are any of these close?",
    "These might suit you.",
    "How about these?",
    "Got it. Here is what I have.",
    "Have a look at these {nouns}.",
)
SHOWS_MORE: tuple[str, ...] = (
    "Here are some more {nouns}. Getting closer?",
    "Of course, here are others. What should be different?",
)
SHOWS_ONE: tuple[str, ...] = (
    "What about the {shown}?",
    "You could look at the {shown}.",
    "There is the {shown}. Is that close?",
)
SHOWS_THREE: tuple[str, ...] = (
    "Here are three: the {one}, the {shown} and the {three}.",
    "You could look at the {one}, the {shown} or the {three}.",
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
    "The {titles} {be} what you describe.",
    "I think you mean the {titles}.",
    "Have a look at the {titles}: {why}.",
    "The {titles} {fit}: {why}.",
    "That would be the {titles}, {why}.",
)
ANSWERS_MANY: tuple[str, ...] = (
    "I'd look at these: {titles}.",
    "There are {count} that fit: {titles}.",
    "{titles} would all do.",
    "You can choose between {titles}.",
)
