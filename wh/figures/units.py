"""Read the unit behind or before a number: money, time, length and the like, per cent, ages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from wh.figures.cardinals import token_at
from wh.figures.tokens import Token
from wh.figures.words import HYPHENS, one_of


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: the name it is given, what one of it is in that, and the kind of size it measures.

    `printed` is its plain name, before `factor` turns it into `name`: a decade is 10 years.
    """

    name: str
    kind: str
    factor: int = 1
    printed: str | None = None


def unit_at(tokens: Sequence[Token], at: int, *, is_in_digits: bool) -> tuple[Unit, int] | None:
    """Return the unit that begins at the token, and the token behind it; a hyphen may stand before it.

    Letters alone (`m`, `C`) are units behind digits only.
    """
    if token_at(tokens, at).text in HYPHENS and token_at(tokens, at).is_glued and token_at(tokens, at + 1).is_glued:
        at += 1
    words = [token_at(tokens, at + step).text for step in range(4)]
    if (
        words[0] in _CODE_OF_COUNTRY
        and (currency := UNITS.get(words[1]))
        and (currency.kind == "money" or currency.name == "pounds")
    ):
        return Unit(_CODE_OF_COUNTRY[words[0]], "money"), at + 2
    for length in (4, 3, 2, 1):
        if length > 1 and (unit := UNITS.get(" ".join(words[:length]))):
            last = tokens[at + length - 1]
            if last.kind != "digits" or last.is_glued:  # m2 is a unit, "5 m 2" is none
                return unit, at + length
    if words[0] in _SIGNS and token_at(tokens, at + 1).kind != "digits":
        return Unit(_SIGNS[words[0]], "money"), at + 1
    if words[0] in _BRACKETS and words[2] == _BRACKETS[words[0]] and words[1] in UNITS:
        return UNITS[words[1]], at + 3
    if is_in_digits and (unit := _short_at(tokens, at)):
        return unit, at + 1
    unit = UNITS.get(words[0])
    return None if unit is None else (unit, at + 1)


def age_at(tokens: Sequence[Token], at: int) -> tuple[Unit, int] | None:
    """Read "-year-old", "years old", "years of age", "-month-olds" behind a number."""
    if token_at(tokens, at).text == "yo":
        return Unit("years", "age"), at + 1
    if [token_at(tokens, at + step).text for step in range(3)] == ["y", "/", "o"]:
        return Unit("years", "age"), at + 3
    hyphen = token_at(tokens, at).text in HYPHENS
    begin = at + 1 if hyphen else at
    unit = UNITS.get(token_at(tokens, begin).text)
    if unit is None or unit.kind != "duration":
        return None
    end = begin + 2 if token_at(tokens, begin + 1).text in HYPHENS else begin + 1
    if token_at(tokens, end).text in ("old", "olds"):
        return Unit(unit.name, "age", unit.factor, unit.printed), end + 1
    if token_at(tokens, end).text == "of" and token_at(tokens, end + 1).text == "age":
        return Unit(unit.name, "age", unit.factor, unit.printed), end + 2
    return None


def money_before(tokens: Sequence[Token], at: int) -> tuple[Unit, int] | None:
    """Return the currency that begins at the token ("US$", "£", "EUR"), and the token behind it."""
    token, following = token_at(tokens, at), token_at(tokens, at + 1)
    is_country = token.printed in _DOLLARS if following.is_glued else token.text in ("us", "hk", "nz", "au")
    if token.kind == "word" and following.text == "$" and is_country:
        return Unit(_DOLLARS[token.text.upper()], "money"), at + 2
    if token.text in _SIGNS:
        behind = at + 2 if following.printed in _CODES and following.is_glued else at + 1
        if token.text == "$" and following.printed == "US" and following.is_glued:
            behind = at + 2
        return Unit(_SIGNS[token.text], "money"), behind
    if token.printed in _CODES and (following.kind == "digits" or following.text in ("$", "£", "€")):
        return Unit(token.printed, "money"), at + (1 if following.kind == "digits" else 2)
    if token.printed in ("Rs", "Br", "Tk", "Rp", "kr", "zł", "R", "RM", "Sh", "Ksh") and following.text != "'":
        behind = at + 2 if following.text == "." and following.is_glued else at + 1
        if token_at(tokens, behind).kind == "digits" and (token.printed != "R" or token_at(tokens, behind).is_glued):
            return Unit(_LETTERS[token.printed], "money"), behind
    return None


def is_span_of_time(tokens: Sequence[Token], at: int) -> bool:
    """Whether a unit of time stands there: "two in five days" is no share."""
    unit = UNITS.get(token_at(tokens, at).text)
    return unit is not None and unit.kind == "duration"


_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "$": "dollars",
        "£": "GBP",
        "€": "EUR",
        "¥": "JPY",
        "￥": "JPY",
        "₹": "INR",
        "₽": "RUB",
        "₴": "UAH",
        "₩": "KRW",
        "₪": "ILS",
        "₺": "TRY",
        "₦": "NGN",
        "₱": "PHP",
        "₫": "VND",
        "฿": "THB",
        "₸": "KZT",
        "₾": "GEL",
    }
)
_DOLLARS = {"US": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "HK": "HKD", "NZ": "NZD", "S": "SGD"} | {
    "R": "BRL",
    "NT": "TWD",
    "USD": "USD",
    "CAD": "CAD",
    "AUD": "AUD",
    "J": "JMD",
    "Z": "ZWL",
}
_COUNTRIES = (
    "american:USD australian:AUD canadian:CAD singapore:SGD taiwanese:TWD british:GBP egyptian:EGP syrian:SYP"
    " lebanese:LBP sudanese:SDG mexican:MXN argentine:ARS colombian:COP chilean:CLP philippine:PHP turkish:TRY"
    " russian:RUB belarusian:BYN ukrainian:UAH polish:PLN swedish:SEK norwegian:NOK danish:DKK czech:CZK"
    " swiss:CHF indian:INR pakistani:PKR nepalese:NPR kenyan:KES ugandan:UGX tanzanian:TZS iraqi:IQD iranian:IRR"
    " kuwaiti:KWD jordanian:JOD algerian:DZD tunisian:TND libyan:LYD saudi:SAR qatari:QAR omani:OMR emirati:AED"
    " moroccan:MAD japanese:JPY chinese:CNY israeli:ILS serbian:RSD hungarian:HUF romanian:RON bulgarian:BGN"
    " brazilian:BRL thai:THB indonesian:IDR malaysian:MYR kazakh:KZT georgian:GEL armenian:AMD moldovan:MDL"
)
_CODE_OF_COUNTRY = dict(each.split(":") for each in sorted(one_of(_COUNTRIES)))
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_LETTERS = {
    "Rs": "INR",
    "Br": "BYN",
    "Tk": "BDT",
    "Rp": "IDR",
    "kr": "kronor",
    "zł": "PLN",
    "R": "ZAR",
    "RM": "MYR",
    "Sh": "KES",
    "Ksh": "KES",
}
_CODES = one_of(
    "USD EUR GBP CHF JPY CNY RMB RUB UAH BYN PLN CZK HUF SEK NOK DKK AUD CAD NZD HKD SGD INR PKR BDT LKR IDR"
    " MYR THB PHP VND KRW TWD TRY ILS EGP NGN KES ZAR GHS ETB SAR AED QAR KWD IQD IRR SYP LBP JOD GEL AMD AZN"
    " KZT BRL MXN ARS CLP COP PEN VES RON BGN RSD MDL"
)
MONEY_FIRST_WORDS = frozenset({each.lower() for each in (*_DOLLARS, *_CODES, *_LETTERS)})


def _named(kind: str, names: str, *, factor: int = 1, base: str | None = None) -> dict[str, Unit]:
    """Return units by each of their spellings; the first, in the plural, names the unit."""
    spellings = names.split("|")
    name = spellings[0]
    return {each: Unit(base or name, kind, factor, name if base else None) for each in spellings}


def _metric(kind: str, stems: str, prefixes: str) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for prefix in prefixes.split():
        plain = prefix.strip("_")
        names = [f"{plain}{stem}" for stem in stems.split("|")]
        units |= _named(kind, "|".join(names))
    return units


UNITS: Mapping[str, Unit] = MappingProxyType(
    _named("share", "%|percent|per cent|p . c .|pct|percents|per cents|pc")
    | _named(
        "quantity",
        "percentage points|percentage point|percentage - points|percentage - point|pp|ppt|ppts|percent points",
    )
    | _named("quantity", "points|point")
    | _named("quantity", "basis points|basis point|bps|bp")
    | _named("duration", "seconds|second|secs|sec")
    | _named("duration", "minutes|minute|mins|min")
    | _named("duration", "hours|hour|hrs|hr")
    | _named("duration", "days|day")
    | _named("duration", "nights|night")
    | _named("duration", "weeks|week|wks|wk")
    | _named("duration", "fortnights|fortnight", factor=14, base="days")
    | _named("duration", "months|month|mos")
    | _named("duration", "years|year|yrs|yr")
    | _named("duration", "decades|decade", factor=10, base="years")
    | _named("duration", "centuries|century", factor=100, base="years")
    | _named("duration", "millennia|millennium|millenniums", factor=1000, base="years")
    | _metric("quantity", "metres|metre|meters|meter", "_ kilo centi milli nano micro")
    | _metric("quantity", "grams|gram|grammes|gramme", "_ kilo milli micro")
    | _metric("quantity", "litres|litre|liters|liter", "_ milli centi hecto")
    | _metric("quantity", "watts|watt", "_ kilo mega giga tera")
    | _metric("quantity", "bytes|byte", "_ kilo mega giga tera")
    | _metric("quantity", "hertz", "_ kilo mega giga")
    | _metric("quantity", "tonnes|tonne", "_ kilo mega giga")
    | _named("quantity", "kilometres|km|kms|kilometer|klicks")
    | _named("quantity", "centimetres|cm|cms")
    | _named("quantity", "millimetres|mm")
    | _named("quantity", "metres|mtrs")
    | _named("quantity", "miles|mile|mi")
    | _named("quantity", "nautical miles|nautical mile|nmi")
    | _named("quantity", "light years|light year|light-years")
    | _named("quantity", "feet|foot|ft")
    | _named("quantity", "inches|inch")
    | _named("quantity", "yards|yard|yds|yd")
    | _named("quantity", "square kilometres|square kilometre|square kilometers|square kilometer|sq km|sq . km|km²|km 2")
    | _named("quantity", "square metres|square metre|square meters|square meter|sq m|sq . m|m²|m 2")
    | _named("quantity", "square miles|square mile|sq mi|sq miles|sq mile")
    | _named("quantity", "square feet|square foot|sq ft|sq feet")
    | _named("quantity", "cubic metres|cubic metre|cubic meters|cubic meter|m³|m 3|cu m")
    | _named("quantity", "cubic feet|cubic foot")
    | _named("quantity", "hectares|hectare|ha")
    | _named("quantity", "acres|acre")
    | _named("quantity", "kilograms|kg|kgs|kilo|kilos")
    | _named("quantity", "milligrams|mg")
    | _named("quantity", "tons|ton|short tons")
    | _named("quantity", "tonnes|metric tons|metric ton|mt")
    | _named("quantity", "pounds|pound|lb|lbs")
    | _named("quantity", "ounces|ounce|oz")
    | _named("quantity", "gallons|gallon|gal")
    | _named("quantity", "barrels|barrel|bbl")
    | _named("quantity", "barrels per day|barrels a day|bpd")
    | _named("quantity", "millilitres|ml")
    | _named(
        "quantity",
        "degrees Celsius|degrees celsius|degree celsius|° c|℃|celsius|° celsius|deg c|deg celsius|deg . c"
        "|celcius|degrees centigrade|degrees c",
    )
    | _named(
        "quantity",
        "degrees Fahrenheit|degrees fahrenheit|degree fahrenheit|° f|℉|° fahrenheit|deg f|deg fahrenheit"
        "|fahrenheit|degrees f",
    )
    | _named("quantity", "degrees|degree|°|deg")
    | _named(
        "quantity",
        "kilometres per hour|km / h|km / hr|kph|kmph|kilometers per hour|kilometres an hour|kilometers an hour",
    )
    | _named("quantity", "metres per second|m / s|metres a second|meters per second")
    | _named("quantity", "miles per hour|mph|miles an hour")
    | _named("quantity", "magnitude|on the richter scale")
    | _named("quantity", "knots|knot|kts")
    | _named("quantity", "megawatts|mw")
    | _named("quantity", "gigawatts|gw")
    | _named("quantity", "kilowatts|kw")
    | _named("quantity", "kilowatt hours|kwh|kilowatt - hours|kilowatt-hours|kilowatt hour")
    | _named("quantity", "megawatt hours|mwh|megawatt - hours")
    | _named("quantity", "gigawatt hours|gwh|gigawatt - hours|gigawatt hour")
    | _named("quantity", "terawatt hours|twh|terawatt - hours|terawatt hour")
    | _named("quantity", "kilovolts|kilovolt|kv")
    | _named("quantity", "volts|volt")
    | _named("quantity", "gigabytes|gb")
    | _named("quantity", "megabytes|mb")
    | _named("quantity", "terabytes|tb")
    | _named("money", "USD|us dollars|us dollar|usd|u . s . dollars")
    | _named("money", "dollars|dollar|bucks")
    | _named("money", "cents|cent|pence")
    | _named("money", "EUR|euros|euro|eur")
    | _named("money", "GBP|pounds sterling|pound sterling|gbp|sterling|quid")
    | _named("money", "roubles|rouble|rubles|ruble")
    | _named("money", "RUB|rub")
    | _named("money", "BYN|byn")
    | _named("money", "UAH|hryvnias|hryvnia|hryvnyas|uah")
    | _named("money", "JPY|yen|jpy")
    | _named("money", "CNY|yuan|renminbi|rmb|cny")
    | _named("money", "KRW|south korean won|korean won|krw")
    | _named("money", "PLN|zlotys|zloty|pln")
    | _named("money", "ILS|shekels|shekel")
    | _named("money", "rupees|rupee")
    | _named("money", "INR|inr")
    | _named("money", "PKR|pkr")
    | _named("money", "CHF|chf")
    | _named("money", "francs|franc")
    | _named("money", "pesos|peso")
    | _named("money", "dirhams|dirham")
    | _named("money", "dinars|dinar")
    | _named("money", "riyals|riyal|rials|rial")
    | _named("money", "lira|liras|lire")
    | _named("money", "SEK|sek")
    | _named("money", "NOK|nok")
    | _named("money", "DKK|dkk")
    | _named("money", "kronor|krona|kroner|krone|crowns")
    | _named("money", "BDT|taka")
    | _named("money", "THB|baht")
    | _named("money", "MYR|ringgit")
    | _named("money", "IDR|rupiah")
    | _named("money", "VND|dong")
    | _named("money", "KZT|tenge")
    | _named("money", "GEL|lari")
    | _named("money", "ETB|birr")
    | _named("money", "HUF|forints|forint")
    | _named("money", "CZK|koruna")
    | _named("money", "ZAR|rand")
    | _named("money", "NGN|naira")
    | _named("money", "KES|shillings|shilling")
    | _named("money", "BRL|reais|brl")
    | _named("money", "bitcoins|bitcoin|btc")
    | _named("quantity", "times|fold")
)
"""Units by their spelling in lower case, words parted by one blank."""

_SHORT: Mapping[str, Unit] = MappingProxyType(
    {
        "m": Unit("metres", "quantity"),
        "g": Unit("grams", "quantity"),
        "t": Unit("tonnes", "quantity"),
        "l": Unit("litres", "quantity"),
        "L": Unit("litres", "quantity"),
        "h": Unit("hours", "duration"),
        "C": Unit("degrees Celsius", "quantity"),
        "F": Unit("degrees Fahrenheit", "quantity"),
        "W": Unit("watts", "quantity"),
        "V": Unit("volts", "quantity"),
        "p": Unit("cents", "money"),
        "c": Unit("cents", "money"),
        "x": Unit("times", "quantity"),
        "×": Unit("times", "quantity"),
        "y": Unit("years", "duration"),
        "d": Unit("days", "duration"),
    }
)
_SPACED = one_of("m g t l L h")


def _short_at(tokens: Sequence[Token], at: int) -> Unit | None:
    """Read one letter behind digits: 5C, 20 m."""
    token = token_at(tokens, at)
    unit = _SHORT.get(token.printed)
    is_last = token.printed in ("C", "F") and token_at(tokens, at + 1).kind in ("end", "mark")
    if unit is None or not (token.is_glued or token.printed in _SPACED or is_last):
        return None
    return unit
