"""The words and sentence patterns from which make_data.py writes book.txt.

A {slot} is replaced by one of WORDS[slot]; {hero}, {other} and {place} are chosen once per chapter.
"""

CHAPTER_TITLES = [
    "In Which the Fog Comes In", "A Letter Without a Name", "The Ledger of Lamps", "Mr. Pettibone Is Displeased",
    "Concerning a Stolen Barometer", "The Widow's Parlour", "An Unwelcome Inheritance", "The Night Coach",
    "What the Ferryman Saw", "A Supper at the Anchor", "The Locked Observatory", "Snow upon the Harbour",
    "A Debt Is Remembered", "The Clockmaker's Apprentice", "Two Candles", "The Breaking of the Ice",
    "A Journey Inland", "The House at Fallow End", "An Old Quarrel", "The Missing Page", "Music in the Chapel",
    "The Captain Returns", "A Question of Honour", "The Auction", "Under the Lighthouse Stair", "The Physician's Advice",
    "A Boat by Moonlight", "The Schoolmistress Speaks", "Rain Without End", "A Confession", "The Court of Inquiry",
    "What Was Written in the Ledger", "The First Swallow", "A Wedding and a Departure", "The Lamps Are Lit Again",
]

WORDS = {
    "person": ["Josiah Fenwick", "Miss Adelaide Thorne", "young Tobias", "Captain Marlowe", "the lamplighter",
               "Mrs. Hallam", "Edmund Crane", "the schoolmistress"],
    "acquaintance": ["Mr. Pettibone", "the old ferryman", "the physician", "Lady Ashcombe", "the curate",
                     "the clockmaker", "Silas Grout", "the postmistress", "her brother Nathaniel"],
    "place": ["the quay", "the lighthouse", "the chapel", "the schoolhouse", "the Anchor inn", "the market square",
              "the observatory", "the old mill", "the counting-house", "the churchyard", "the house at Fallow End",
              "the ferry landing", "the library", "the lower bridge"],
    "weather": ["a thin rain", "a yellow fog", "a bitter east wind", "a pale and doubtful sun", "a great stillness",
                "the first snow of the year", "a warm breath from the south", "a sky the colour of pewter"],
    "season": ["that long winter", "the month of November", "the hungry end of January", "Lent", "that uncertain April",
               "the week before Christmas", "the early spring"],
    "time": ["at dusk", "before daybreak", "upon the stroke of nine", "towards midnight", "in the grey of the morning",
             "when the tide had turned", "after evensong", "on the Thursday following"],
    "thing": ["the ledger", "a brass key", "the letter", "an unlit lantern", "the broken barometer", "a silver watch",
              "the torn page", "a small oak box", "the portrait", "a bundle of receipts", "the map of the harbour",
              "a pocket compass"],
    "adjective": ["melancholy", "curious", "patient", "obstinate", "honest", "solitary", "respectable", "weary",
                  "generous", "peculiar", "gentle", "indignant", "cheerful", "prudent", "restless", "solemn"],
    "feeling": ["regret", "relief", "astonishment", "tenderness", "suspicion", "gratitude", "impatience", "hope",
                "a nameless dread", "quiet amusement", "shame", "admiration"],
    "manner": ["slowly", "without a word", "with great care", "rather coldly", "in a low voice", "most earnestly",
               "with a bow", "as if it were nothing", "very gravely", "half in jest"],
    "virtue": ["patience", "candour", "courage", "mercy", "thrift", "constancy", "good sense", "charity"],
    "folly": ["pride", "idleness", "vanity", "haste", "gossip", "greed", "envy", "silence"],
    "town": ["Harrow Quay", "the town", "the parish", "all the lower streets", "the whole of the harbour"],
    "sound": ["the bell of the chapel", "the crying of the gulls", "the slow wash of the tide", "a fiddle far away",
              "the wheels of the night coach", "the clock upon the stair", "the rain against the shutters"],
    "verb": ["remembered", "considered", "distrusted", "could not forget", "had long expected", "scarcely understood",
             "spoke seldom of", "was much troubled by", "had once been promised", "would gladly have forgiven"],
    "moved": ["walked", "hurried", "was driven", "made a slow way", "returned", "went alone", "set out", "was summoned"],
    "trade": ["a cooper", "a dealer in rope", "a retired pilot", "a maker of spectacles", "a seller of ballads",
              "a copying clerk", "a keeper of bees", "a mender of nets"],
    "number": ["two", "three", "five", "seven", "eleven", "twenty", "some forty"],
    "span": ["years", "winters", "voyages", "quarter-days", "weeks", "summers"],
}

OPENINGS = [
    "It was in {season} that {hero} first heard of the matter, and {weather} lay over {town} as though it meant to stay.",
    "There are days upon which nothing appears to happen, and which are afterwards found to have decided everything. Such a day dawned over {town}, with {weather} for its herald.",
    "{other} had always maintained that no good could come of a visit to {place} {time}; and the reader shall judge whether the opinion was a sound one.",
    "Of all the lamps in {town} there was one, by {place}, which would never burn as the others did, and it was there that {hero} stood {time}.",
]

SENTENCES = [
    "{hero} {moved} to {place} {time}, and carried {thing} beneath a {adjective} old coat",
    "{other} {verb} the affair of {thing}, and said so {manner}",
    "there was {weather} upon {place}, and nothing to be heard but {sound}",
    "for {number} {span} {hero} had lived within sight of {place}, and never once thought of leaving it",
    "it is a truth which {town} has never learned, that {virtue} is cheaper than {folly} and wears a good deal longer",
    "{hero} looked at {thing} {manner}, and felt something very like {feeling}",
    "the people of {place} were {adjective} by habit and {adjective} by necessity",
    "{other}, who had begun life as {trade}, was by this time a {adjective} and somewhat {adjective} figure",
    "no one at {place} could say who had left {thing} upon the step {time}",
    "{sound} came faintly over the water, and {hero} stopped to listen {manner}",
    "what {other} called {virtue}, {hero} was inclined to call {folly}",
    "a fire had been lit at {place}, and by the light of it {thing} seemed altogether smaller than before",
    "in {season} the price of oil rose by {number} pence, and half the lamps of {town} were left dark",
    "{hero} turned the matter over {time}, and again {time}, and was no nearer to an answer",
    "the door of {place} stood open, and {other} was seen within, bent {manner} over {thing}",
    "they spoke of the drowned, of the price of candles, and of {trade} who had been hanged in their grandfathers' day",
    "the face of {other} was {adjective}, but the hand that held {thing} trembled with {feeling}",
    "if {hero} had gone home then, this history would have been {number} chapters shorter and a great deal happier",
    "between {place} and {place} there are {number} steps, and {hero} counted every one of them",
    "{other} was not a {adjective} person, but {feeling} will make a philosopher of {trade}",
    "the tide, which waits for no man, waited that evening for {other}",
    "beside {thing} lay {thing}, and it was plain that one of them had been handled {time}",
    "it was remarked in {town} that {hero} had grown {adjective}, and that {other} had grown more {adjective} still",
    "a {adjective} child was sent from {place} with a message, and forgot it before {sound} had ceased",
    "{hero} {verb} the winter of the great ice, when men walked from {place} to {place} and were not afraid",
    "upon the wall hung {thing}, which had belonged to {trade} and was thought to be unlucky",
    "of {virtue} there was enough at {place}, but of coal there was very little",
    "the lamps were lit one after another, from {place} to the sea, until {town} looked like a string of beads",
    "{other} answered nothing, and the {adjective} silence was broken only by {sound}",
    "there is a kind of {feeling} that comes only {time}, and {hero} knew it well",
    "a stranger, {adjective} and poorly dressed, had asked at {place} for {other} by name",
    "{hero} wrote {number} lines to {other}, burned them {manner}, and wrote them over again",
]

BECAUSE = [
    ", for {weather} had made every heart in {town} a little {adjective}",
    ", because {other} had once done as much for {trade}",
    "; and it must be owned that {folly} had something to do with it",
    ", though neither {thing} nor {thing} was ever mentioned between them",
    "; for {hero} had been taught that {virtue} is its own lamp",
    ", as any person at {place} would have been willing to swear",
    "; yet {feeling} remained, as the smell of smoke remains in a room",
]

SPEECHES = [
    "\"You have brought {thing},\" said {other} {manner}. \"I had hoped that you would not.\"",
    "\"I ask for {virtue},\" cried {hero}, \"and you offer me {folly} with a ribbon upon it!\"",
    "\"There was a light at {place} {time},\" said {other}. \"I saw it as plainly as I see you.\"",
    "\"And who,\" inquired {hero} {manner}, \"has the keeping of {thing} now?\"",
    "\"My father was {trade},\" replied {other}, \"and he was never in his life afraid of {weather}.\"",
    "\"It is {number} {span} since I set foot in {place},\" said {hero}, \"and I find it just as {adjective} as before.\"",
    "\"Say nothing of this in {town},\" said {other}. \"They have ears there for everything except the truth.\"",
    "\"I believe you to be {adjective},\" said {hero}, \"but I do not believe you to be wicked.\"",
    "\"Hark!\" whispered {other}; and they both heard {sound}.",
    "\"Then we must go to {place} together,\" said {hero}, \"and we must go {time}.\"",
    "\"I should feel more {feeling},\" {other} observed {manner}, \"if I had not seen {thing} with my own eyes.\"",
]

CLOSINGS = [
    "So they parted at {place}, {manner}, and {hero} did not sleep until {sound} had told the hour three times.",
    "And {thing} was put away again, and the lamp beside it was turned down, and for that night at least {town} was at peace.",
    "But {other}, looking back from {place}, saw that one lamp had gone out; and {feeling} came with the dark.",
    "What {hero} found there {time} must be left for another chapter, as it was left, by {hero}, for another day.",
]
