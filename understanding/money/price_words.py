"""The words that say what a sum of money is to a shopper: what stands before it, what stands behind it, what refuses.

Tables and their look-up, no rules. Phrases are of whole words as `canonical` writes them: any "not" ("don't", "cannot")
is "not", and what an apostrophe parts is two words ("that'll" is "that 'll"). English, and the few words that German,
French, Spanish and Italian say of a price.
"""

from __future__ import annotations

from collections.abc import Sequence

LESS, MORE, CAP, FLOOR, ABOUT, RANGE, HAVE, FOR = "less", "more", "cap", "floor", "about", "range", "have", "for"
"""What words make of a sum. LESS and MORE compare, so a refusal turns them round; CAP and FLOOR are bounds."""
Phrases = dict[tuple[str, ...], str]


def word_set(said: str) -> frozenset[str]:
    return frozenset(said.split())


def _phrases(**roles: str) -> Phrases:
    return {tuple(phrase.split()): role for role, said in roles.items() for phrase in said.split("|")}


def _each(before: str, after: str) -> str:
    """Every phrase of `before` with every one of `after`."""
    return "|".join(f"{first} {second}" for first in before.split("|") for second in after.split("|"))


_CHANGE = "raise|increase|up|lower|reduce|drop|bring|bump|change|set|move|push|take|make|get|put"
_IT = "it|that|the budget|my budget|the limit|my limit|it up|it down|that up|the budget up|the budget down|my budget up"
_HOLD = "keep|stick|limit|hold|keep it|keep this|keep them|keep that|limit it|limit this|hold it|limit myself|sticking"
MONEY: Phrases = _phrases(
    cap="budget|budgets|limit|ceiling|cap|price range|price|price limit|price cap|priced at|spend|spending|pay|paying"
    "|afford|spare|can do|could do|can manage|beat|match|put aside|set aside|saved up|allowance|allocated|allocation"
    "|approved|earmarked|willing to go to|purse|stop at|shell out|budgeted|budgeting|put by|put away"
    "|persuaded to|talked into|pushed to|tempted to|fork out|part with|cough up|going rate|set me back"
    f"|presupuesto|preis|prix|prezzo|precio|{_each(_CHANGE, _each(_IT, 'to'))}|{_each(_HOLD, 'to|at')}"
)
"""Bounds from above that speak of money, so that the number needs no sign."""
BEFORE: Phrases = MONEY | _phrases(
    less="under|less than or equal to|at or under|at or below|sub|below|less then|beneath|underneath|less than"
    "|lower than|cheaper than|fewer than|south of|short of|shy of"
    "|less expensive than|not as much as|<|<=|=<|≤|unter|weniger als|sous|moins de|menos de|meno di|sotto"
    "|sotto i|sotto ai|por debajo de|al di sotto di",
    more="over|above|more then|more that|beyond|past|more than|higher than|greater than|dearer than"
    "|pricier than|costlier than"
    "|more expensive than|north of|upwards of|upward of|in excess of|exceed|exceeds|pass|passing|cross"
    "|crossing|hit|hitting|reach|reaching|top|topping|exceeding|surpass|break"
    "|>|>=|≥|über|mehr als|plus de|más de|mas de|più di|oltre",
    cap="max|maximum|maxed at|at most|at the most|at the very most|at the absolute most|up to|upto|as much as"
    "|as high as"
    "|go as high as|go up to|stretch to|stretch it to|run to|push to|within|inside|capped at|top out at|tops out at"
    "|topping out at|tops|absolute max|hard limit|upper limit|upper end|top end|at a pinch|at a push|in a pinch"
    "|make it|make that"
    "|let 's say|go to|in total|altogether|bis|bis zu|hasta|fino a|jusqu ' à|höchstens|maximal|au maximum"
    "|máximo|maximo|massimo|al massimo"
    "|como máximo|maxi|only have|only got|just have|just got|have only|have just|have only got|down to my last",
    floor="at least|lower end|lower limit|bottom end|greater than or equal to|more than or equal to"
    "|no less than|no lower than|no cheaper than"
    "|no fewer than|at the least|at the very least|min|minimum|starting at|starting from|starts at"
    "|start at|floor"
    "|mindestens|wenigstens|ab|à partir de|a partir de|desde|almeno|au moins|al menos|como mínimo|upwards from",
    about="about|around|roughly|approximately|approx|circa|ca|~|≈|±|near|nearer|close to|closer to|near to"
    "|nearly|almost"
    "|in the region of|in the neighbourhood of|in the neighborhood of|in the ballpark of|ballpark|in the area of"
    "|in the vicinity of|reckoned on|reckon on|thinking|thinking of|target|target price|price point"
    "|target price point"
    "|price point of|aim for|aiming for|ideally|something like|just over|slightly over|slightly more than"
    "|a bit over|a bit more than|a little over|a little more than|etwa|ungefähr|rund|environ|unos|alrededor de|vers",
    range="between|from|in between|since|zwischen|entre|tra|de|von",
    have="i have|i 've got|i 've|i got|we have|we 've got|we 've|we got|have got|got",
    **{"for": "for|für|pour|por"},
)
_EACH = "each|ea|apiece|a piece|a pop|per person|per head|a head|a go"
_ALL = (
    "in total|altogether|all in|all told|total|together|for the lot|for both|for all|for everything"
    "|for the two|the two"
    "|for the pair|the pair|the lot|between them|between both|including|incl|inc"
)
AFTER: Phrases = _phrases(
    cap="or less|and no more|no more|and not more|not more|and not a penny more|not a penny more"
    "|not a cent more|or under|or below|or cheaper|or lower|or fewer|and under|and below|and less"
    "|and cheaper|and down|max"
    "|maximum|maxi|tops|top|at most|at the most|at very most|at the very most|at the absolute most"
    "|at the outside|at a push|at a pinch|at a stretch|in a pinch|limit"
    "|ceiling|cap|budget|most|or bust|left|to spend|to play with|to use|to work with|to blow|to burn"
    "|to spare|to splash"
    "|to my name|in my pocket|in my purse|in my wallet|in my account|in the bank|in cash|in hand|burning|aside"
    "|enough|plenty"
    "|cover|get me|buy me|get us|buy us|going to cover|going to do|realistic|unrealistic|reasonable"
    "|unreasonable|doable|too little|too low|i have|i 've got|i got"
    "|i can do|i can spend"
    "|i can spare|i can afford|i can manage|i 'll go|i 'll pay|i 'd pay|i go|we have|we can spend"
    "|oder weniger|ou moins"
    f"|o menos|o meno|and change back|{_EACH}|{_ALL}",
    floor="or more|or over|or above|or upwards|or up|or higher|or dearer|and up|and above|and over|and upwards"
    "|and more"
    "|upwards|onwards|plus|+|min|minimum|at least|at the least|at the very least|at minimum|oder mehr|ou plus|o más",
    about="ish|or so|or thereabouts|thereabouts|or around|or about|or near|or something|or similar|give or take"
    "|more or less|odd|mark|range|price range|price mark|price point|bracket|price bracket|region|approx"
    "|approximately",
)
WEAK: frozenset[tuple[str, ...]] = frozenset(
    tuple(phrase.split())
    for phrase in ["left", "top", "cap", "most", "together", "total", "inc", "plus", "+", "range", "i have", "i got"]
)
"""Behind a bare number they need not be about money: "20 each", "a 40 top"."""
_NO_MORE = (
    "skip|hide|exclude|discard|remove|ignore|omit|drop|lose|ditch|dismiss|avoid|rule out|filter out|leave out|weed out"
)
NEGATORS: Phrases = _phrases(
    no="not|no|nothing|none|never|nor|neither|without|nobody|hardly|refuse to|refusing to|hate to|hate|avoid|avoiding"
    "|unwilling to|reluctant to|loath to|too tight to|rather than|instead of|nicht|kein|keine|nichts|pas"
    "|sans|sin|senza|non"
    "|ohne|niente|nada|rien|mad to|daft to|silly to|stupid to|crazy to"
    f"|{_each(_NO_MORE, 'anything|everything|all|any')}"
    f"|{_each(_NO_MORE, 'those|the ones|ones|whatever')}|stop short of"
)
LINKS = word_set(
    "that which who what is are was be being been am it 's 'll 'd 've 're 'm to too want wants wanna "
    "wanting gonna like "
    "need needs able have has having had looking look for spend spending pay paying cost costs costing "
    "go goes going see "
    "get getting buy buying make making give show find anything something everything all one ones any a an the penny "
    "cent dollar euro pound cents would will wish care really if at priced price prices sell find i me "
    "you us we they them "
    "these those this my our much lot bit single of on in out up part with than set sets back shell fork "
    "let him her he "
    "she just even say come comes coming please should must can could thing things item items stuff more "
    "ever do does "
    "did quite exactly exceed justify stretch afford "
    "drop blow splash lay burn waste throw chuck doing manage bring myself possibly willing prepared happy "
    "keen comfortable ready allowed want's total total's it'll that'll budget limit hear let's over"
)
"""Words through which a refusal reaches a comparison: "nothing that'll cost me more than"."""
FINDS = word_set("find see there have has got had seen exist")
"""What "nothing under 50" is the complaint of: "I can find nothing under 50"."""
FREES = word_set("need needs mind bothered fussed worried necessarily care")
"""After a "not" they lift what follows: "it doesn't need to be under 50"."""
FILLERS = word_set(
    "a an of is 's are was be to like say maybe only just at it perhaps probably really actually i 'd "
    "would um uh er hmm "
    'oh the very about your that : = - – — ( | " ~ +'
)
"""Between a phrase and the sum: "budget is", "under, say,", "around the"."""
HESITATIONS = word_set("say like maybe um uh er erm hmm oh perhaps well")
COPULAS = (
    word_set("is 's are was be would 'd will absolute to"),
    word_set(
        "is 's are was be would 'd will my our the absolute absolutely hard upper firm strict all as far "
        "high much about a to"
    ),
)
"""Between a sum and what it is: the word that may come first, and those that may follow."""
ENDS = word_set(
    "and or but please for with in if thanks thank max maximum tops to maybe ideally though over under "
    "between is are "
    "would it that its this plus perhaps us always as was has does yes christmas then now instead each "
    "pls plz tho thx cos "
    "bc also on at most up until 's i we you because so can could just total altogether including incl "
    "max. apiece will when "
    "where what which from by more less not no only budget limit limits ceiling cap wherever my the any "
    "anything something der "
    "die das n"
)
"""What follows a bare number that counts nothing."""
MEASURES = word_set(
    "seat seats hold holds fit fits sleep sleeps serve serves height width length depth diameter weight weighs weigh "
    "measures measure age ages aged size sized rated rating wattage score capacity circumference"
)
"""Beside a bare number, they say what it measures."""
BODY = word_set("chest waist hip hips bust neck girth inseam")
"""Right before a bare number, they say so too; "a chest under 200" is one to buy."""
MEASURED = word_set("wide tall long high deep across thick")
"""Right behind a bare number, where the phrase ends."""
STRETCH = word_set("stretch maybe if pinch push unless though perhaps possibly amazing worst")
SEEN = word_set(
    "given gave lent owe owes won saw seen spotted paid bought was were quoted quotes quote sells sold charged charges"
)
TOO_DEAR = word_set(
    "too not no nope never out silly mad daft crazy insane ridiculous steep dear beyond pushing overkill kill kills "
    "murder murders divorce skint broke wince faint cry obscene excessive unaffordable"
)
SUFFERS = word_set(
    "kill kills murder murders divorce divorces disown skint broke cry wince faint bin leave bothering interested"
)
TOO_CHEAP = word_set("rubbish tat junk flimsy suspicious breaks falls apart trash crap suspect dodgy")
FINE = word_set("fine ok okay alright acceptable")

NOTES = {"tenner": 10.0, "fiver": 5.0, "grand": 1000.0, "hundo": 100.0, "twenny": 20.0}
MULTIPLES = {"hundred": 100.0, "thousand": 1000.0, "grand": 1000.0}
JOINS = (
    "and",
    "to",
    "-",
    "–",
    "—",
    "or",
    "n",
    "an",
    "&",
    "until",
    "till",
    "bis",
    "und",
    "y",
    "et",
    "e",
    "a",
    "x",
    "by",
)
ATTACHED = ("ish", "max", "tops", "each", "or", "k", "plus")
"""What may stand right behind the digits of a price: "50ish"."""
BEFORE_A_NUMBER = word_set(
    "size sizes spf no nr number numbr num item option model type age aged page row room chapter grade "
    "iso version gen "
    "iphone ipad level channel series season episode mile nos # uk eu day year apartment flat platform version part "
    "turning turns turned born"
)
UNITS = word_set(
    "% ° percent per_cent cm cms mm km m metre metres meter meters centimetre centimetres centimeter "
    "centimeters inch inches "
    "in_ ft feet foot yard yards mile miles kg kgs g gram grams lb lbs oz ounce ounces ml cl l litre "
    "litres liter liters "
    "gallon gallons cup cups watt watts w volt volts v lumen lumens year years yr yrs yo month months "
    "week weeks day days "
    "hour hours hr hrs min_ minute minutes mins second seconds people person persons guest guests piece "
    "pieces pcs pc star "
    "stars colour colours color colors review reviews rating ratings tall high wide deep long thick "
    "across thread kelvin "
    "pack packs wick drawer seater seat slot bottle card door tier times am pm o' oclock sq square per_ "
    "th hundredths "
    '" ″ ” ★ ⭐ x × ply denier carat karat ct gb tb mp hz'
)
"""What stands behind a number that is no price."""

_VARIANTS = {
    **dict.fromkeys(
        ("cannot", "cant", "dont", "wont", "doesnt", "didnt", "isnt", "wouldnt", "shouldnt", "couldnt", "arent"), "not"
    ),
    **dict.fromkeys(("dnt", "dnot", "shant", "mustnt", "aint", "neednt", "havent", "hasnt", "wasnt"), "not"),
    **{
        "thn": "than",
        "less": "less",
        "les": "less",
        "lss": "less",
        "abt": "about",
        "arnd": "around",
        "btwn": "between",
    },
    **{"btw": "between", "bw": "between", "w/o": "without", "ya": "you", "u": "you", "undr": "under", "ovr": "over"},
    **{"maximun": "maximum", "maxium": "maximum", "maximium": "maximum", "budjet": "budget", "buget": "budget"},
    **{
        "bugdet": "budget",
        "mor": "more",
        "moar": "more",
        "dollers": "dollars",
        "doller": "dollar",
        "dolars": "dollars",
    },
    **{"dolar": "dollar", "euroes": "euros", "punds": "pounds", "fourty": "forty", "ninty": "ninety", "fivty": "fifty"},
    **{"fiddy": "fifty", "twenny": "twenty", "hunderd": "hundred", "hundered": "hundred"},
    **{
        "nuthin": "nothing",
        "nuffin": "nothing",
        "nowt": "nothing",
        "nothin": "nothing",
        "owt": "anything",
        "nuttin": "nothing",
    },
    **{
        "–": "–",
        "nunca": "never",
        "spendin": "spending",
        "spnd": "spend",
        "wanna": "want",
        "wana": "want",
        "gotta": "have",
    },
}
_LONG = ("under", "below", "above", "about", "around", "within", "between", "budget", "maximum", "nothing", "without")


def canonical(word: str) -> str:
    """A word as the tables write it, one slip of the fingers mended in those that turn a limit round."""
    word = word.lower()
    if word in _VARIANTS or len(word) < 5:
        return _VARIANTS.get(word, word)
    return next((known for known in _LONG if _slipped(word, known)), word)


def _slipped(word: str, known: str) -> bool:
    """Whether `word` is `known` with one letter left out or doubled, or two neighbours swapped. The "
    "first one holds."""
    if word[0] != known[0] or word == known or abs(len(word) - len(known)) > 1:
        return False
    if len(word) == len(known):
        at = next(i for i, (one, other) in enumerate(zip(word, known, strict=True)) if one != other)
        return word[at : at + 2] == known[at : at + 2][::-1] and word[at + 2 :] == known[at + 2 :]
    longer, shorter = (word, known) if len(word) > len(known) else (known, word)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer)))


def phrase_before(table: Phrases, words: Sequence[str], end: int) -> tuple[str, int]:
    """(role, length) of the longest phrase of `table` that ends before `words[end]`; ("", 0) for none."""
    for length in range(min(6, end), 0, -1):
        if role := table.get(tuple(words[end - length : end])):
            return role, length
    return "", 0


def phrase_behind(table: Phrases, words: Sequence[str], start: int) -> tuple[str, int]:
    """(role, length) of the longest phrase of `table` that begins at `words[start]`; ("", 0) for none."""
    for length in range(min(6, len(words) - start), 0, -1):
        if role := table.get(tuple(words[start : start + length])):
            return role, length
    return "", 0
