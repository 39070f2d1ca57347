"""Made-up reports of three made-up events, with planted copies and honest reports, and who copied whom.

Each event has a wire story, two reports by desks that were there themselves and quote the same speech, and copies of
the wire story: part of its sentences kept, some of their words exchanged, some sentences of the copying desk added,
the order changed. All texts are our own, and the same seed gives the same texts.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SPEECH = (
    "“We will rebuild this bridge before the first snow, and nobody in this valley will pay a cent for it, because a "
    "road that is paid for twice belongs to nobody at all,” she said."
)
WIRES = {
    "bridge": f"""
The old stone bridge over the Marrow collapsed shortly before dawn on Tuesday and took two empty lorries with it.
Nobody was hurt, since the road had been closed for repairs on the evening before.
Engineers had warned for years that the middle pillar was being hollowed out by the current.
The provincial government promised a temporary crossing within ten days and a new bridge by the end of autumn.
{SPEECH}
Nine villages on the eastern bank can now be reached only by a detour of forty kilometres over the pass.
Bakers and milkmen set out at two in the morning to be on time, and the school in Low Marrow stayed closed.
The two drivers had slept in an inn nearby and heard the noise through an open window.
Divers are to look for the lorries as soon as the water has fallen by a metre.
Insurance experts put the damage at about six million, not counting what the quarry loses each day.
The quarry is the largest employer of the valley and sends out a hundred loads a day over this road.
A commission will report on the causes in January, and its hearings are to be open to the public.
""",
    "ferry": """
A ferry with 214 passengers on board ran aground off the harbour of Sandholm on Friday night in thick fog.
Lifeboats brought everybody ashore within three hours, and four people were treated for cold.
The captain had turned off course to avoid a fishing boat whose lights were out, the coast guard found.
“I have sailed these waters for thirty years and have never seen a wall of fog come up so fast,” the captain said.
The ship lies on a sandbank and is to be towed free with the spring tide on Sunday.
Fuel has not leaked so far, and booms were laid around the hull as a precaution.
The shipping line cancelled all its night crossings until the weather service gives the all-clear.
Passengers spent the night in a sports hall, where volunteers handed out soup and blankets.
Among them was a choir from the mainland that sang until the last bus had left.
The owner of the fishing boat may lose his licence if it turns out that he had let his batteries run down.
Safety inspectors had checked the ferry in March and had found nothing amiss but a broken stair rail.
It was the third grounding at this spot in twelve years, after which the fairway had been marked anew.
""",
    "dairy": """
The dairy cooperative of Hollin recalled forty thousand cartons of milk on Monday after cleaning fluid got into a tank.
Eleven customers complained of a burning taste, and three of them saw a doctor.
The fault lay in a valve that should have closed before the rinsing began, the food office said after its inspection.
Cartons with a date between the fourth and the ninth of the month can be returned to any shop without a receipt.
“We are sorry, and we will not start the line again until every valve has been taken apart and tested,” it said.
Farmers were told that their milk would be collected as usual and turned into powder at another plant.
The cooperative belongs to six hundred families and supplies nearly half of the region's schools.
Shelves were empty in many places by noon, as traders took away more than they had been asked to.
The food office is looking into whether the alarm was raised in time, for the first complaint dates from Thursday.
A fine of up to half a million is possible, and the directors may be held liable in person.
Two years ago the cooperative had replaced its night shift at the filling line with an automatic control.
Its workers' council had spoken out against that at the time and now asks for the shift to come back.
""",
}
HONEST = {
    "bridge": (
        f"""
Low Marrow woke up without its bridge. Where the pillar stood there is brown water now, and a rail that hangs in air.
I walked down at six with the baker, who had left his van on the wrong side. He counts his losses in rolls.
From the bank one sees the roof of one lorry, no more; its driver stands beside me and says that he owes his life to an
innkeeper's late soup. At eleven the minister came in rubber boots. {SPEECH} There was applause, and a whistle or two.
The children had the day off. The quarry sent its men home, a thing that the oldest of them has not seen happen.
How long the way round is, nobody needs to be told here: one full hour, if no tractor is in front.
""",
        f"""
Questions about the failure of the Marrow crossing go back to 2009. This newspaper has read three surveys of the pillar;
all of them speak of washed-out joints, the last one in capital letters. The province answered none of them in writing.
On Tuesday the arch gave way. {SPEECH} What she did not say is where the money is to come from: the road fund is spent
until next summer, as her own budget shows. The opposition wants to see the surveys in full. Damage is estimated
differently by everybody; a broker whom we asked thinks of five to seven million. No one was injured, by luck alone.
""",
    ),
    "ferry": (
        """
I was on that boat. First there was the horn, then a long soft push, as if the sea had taken a breath, and then nothing.
The lights stayed on. A steward went from table to table and told us in a low voice to put on the vests. Outside one saw
one's own hand and no more. “I have sailed these waters for thirty years and have never seen a wall of fog come up so
fast,” the captain said when it was over; he looked older than at noon. We were rowed in by men from the village, forty
at a time. In the gym there was pea soup. A choir sang. By four I had a bed.
""",
        """
SANDHOLM: The grounding of the night boat is being looked into by two offices at once. Both want to know why a trawler
lay in the channel without lamps. Its skipper denies that and speaks of a fuse. “I have sailed these waters for thirty
years and have never seen a wall of fog come up so fast,” the captain said. All 214 travellers are safe; four had to be
warmed up at the clinic. Tugs from the capital are expected for the weekend. The line will not sail after dark for now,
which hits the islanders in the weeks of the herring market.
""",
    ),
    "dairy": (
        """
It tasted of swimming pool, says Ada Lum, who is seven and had it on her oats. Her mother rang the shop, the shop rang
the cooperative, and there, she says, the phone was not picked up until the evening. On Monday the cartons went back by
the lorry load. “We are sorry, and we will not start the line again until every valve has been taken apart and tested,”
it said. In the village everybody knows somebody who works there. They talk of the night shift that was done away with,
and of a red lamp that blinked for two days because no one was there to see it.
""",
        """
Food inspectors have closed the filling hall at Hollin. According to their record, which we have, lye ran into tank
number four while milk was being pumped. Eleven complaints have come in; none of those who fell ill is in danger. “We
are sorry, and we will not start the line again until every valve has been taken apart and tested,” it said. Schools get
their milk from the south this week. Whether the firm was too slow is for the prosecutor to say, who has asked for the
logs of the plant from Thursday on.
""",
    ),
}
ADDED = (
    "Our reporter tried in vain to reach the mayor, who is said to be travelling.",
    "People in the region have long been asking for more attention from the capital.",
    "The weather is to stay as it is for the rest of the week.",
    "Readers may send in their own pictures, a selection of which will be shown here.",
    "Similar cases had made headlines in the neighbouring province last year.",
    "What it means for the budget is open, as the council does not meet before Thursday.",
)
EXCHANGED = {
    "old": "ancient",
    "shortly": "just",
    "nobody": "no one",
    "promised": "announced",
    "within": "in",
    "about": "around",
    "found": "established",
    "many": "several",
    "brought": "carried",
    "largest": "biggest",
    "told": "informed",
    "possible": "likely",
    "heard": "noticed",
    "ship": "vessel",
    "looking": "inquiring",
    "report": "say what it thinks",
    "spoken": "come",
    "thick": "dense",
    "sends": "ships",
    "closed": "shut",
    "turned": "veered",
    "noon": "midday",
    "families": "households",
    "handed": "gave",
    "damage": "loss",
    "customers": "buyers",
}
BOILERPLATE = {
    "gazette": "The Marrow Gazette is read in every house of the valley and has been since 1871; subscribe now and get "
    "the first month, the weekend supplement with the crossword, and our app for telephones and tablets for nothing.",
    "mirror": "You have read one of three free articles this month; to go on reading please register with your "
    "address, which we use for nothing but our morning letter and an offer from one of our carefully chosen partners.",
}


@dataclass(frozen=True, slots=True)
class Planted:
    """An article, and which article it was copied from, if any."""

    article_id: str
    outlet_id: str
    published_on: date
    text: str
    copied_from: str | None = None


def planted(kept: float, seed: int = 1, copies: int = 4) -> Iterator[Planted]:
    """Yield wires, honest reports, unrelated pieces with an outlet's boilerplate, and copies with `kept` of a wire."""
    chance = random.Random(seed)
    for number, (event, wire) in enumerate(WIRES.items()):
        day = date(2025, 3, 4) + timedelta(days=14 * number)
        yield Planted(f"{event}-wire", "wire", day, _joined(_sentences(wire)))
        for place, (outlet, text) in enumerate(zip(("gazette", "mirror"), HONEST[event], strict=True)):
            body = f"{_joined(text.split())} {BOILERPLATE[outlet]}"
            yield Planted(f"{event}-honest-{place}", outlet, day + timedelta(days=place), body)
        for copy in range(copies):
            outlet = ("herald", "courier", "gazette-online", "mirror-online")[copy % 4]
            text = _rewritten(wire, kept, chance)
            published = day + timedelta(days=1 + copy)
            yield Planted(f"{event}-copy-{copy}", outlet, published, text, f"{event}-wire")
    for week in range(8):
        for outlet, words in BOILERPLATE.items():
            own = " ".join(chance.choices(sorted(set(_joined(ADDED).lower().split())), k=120))
            yield Planted(f"{outlet}-{week}", outlet, date(2025, 2, 3) + timedelta(weeks=week), f"{own} {words}")


def _rewritten(wire: str, kept: float, chance: random.Random) -> str:
    """Return a wire story of which `kept` of the sentences are there, in another order, some words exchanged."""
    sentences = _sentences(wire)
    count = max(round(kept * len(sentences)), 1)
    chosen = sorted(chance.sample(range(len(sentences)), count))
    if count > 2:
        at = chance.randrange(1, count - 1)
        chosen[at], chosen[at + 1] = chosen[at + 1], chosen[at]
    lines = [_reworded(sentences[place], chance) for place in chosen]
    for extra in chance.sample(ADDED, len(sentences) - count):
        lines.insert(chance.randrange(len(lines) + 1), extra)
    return _joined(lines)


def _reworded(sentence: str, chance: random.Random) -> str:
    if sentence.startswith("“"):
        return sentence
    words = [EXCHANGED.get(word, word) for word in sentence.split()]
    if chance.random() < 0.5:
        words.insert(chance.randrange(1, len(words)), chance.choice(("reportedly", "apparently", "as is known", "too")))
    return " ".join(words)


def _sentences(text: str) -> list[str]:
    return [line for line in text.strip().split("\n") if line]


def _joined(lines: list[str] | tuple[str, ...]) -> str:
    return " ".join(lines)
