"""Tell whether a sentence speaks of what was or of what will be, by the verb nearest to its day; a guess by form."""

from collections.abc import Sequence

from wh.days.spans import COMING, PAST
from wh.days.words import listed
from wh.figures.tokens import Token

_COMING = listed(
    "will shall ll expected scheduled due planned plan plans upcoming forthcoming coming tomorrow intends intend"
    " aims hopes vows promises wants must might starts begins ends opens closes expires resumes"
)
_PAST = listed(
    "was were had did said says told has ago left met went came took gave began held won lost made found saw spoke"
    " flew got became rose fell ran sent struck hit shot brought kept put been died wrote rang broke drove fled stood"
    " grew led bore knew felt let set paid read sat spent taken given shown seen known gone done yesterday shut"
    " overthrew swore sworn born"
)
_NO_VERBS = listed("red bed need indeed speed seed feed hundred united armed sacred naked aged bed led")
_ENDS = (".", "!", "?", ";", "\n")


def tense_at(tokens: Sequence[Token], at: int, end: int) -> str | None:
    """Return past or coming by the nearest verb before the words from `at` to `end`, else the first one behind."""
    before = at - 1
    while before >= 0 and before >= at - 40 and tokens[before].text not in _ENDS:
        if found := _of(tokens, before):
            return found
        before -= 1
    behind = end
    while behind < min(len(tokens), end + 25) and tokens[behind].text not in _ENDS:
        if found := _of(tokens, behind):
            return found
        behind += 1
    return None


def _of(tokens: Sequence[Token], at: int) -> str | None:
    word = tokens[at].text
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if word == "be" and at and tokens[at - 1].text == "to":
        return COMING
    if at and tokens[at - 1].text in ("be", "been"):
        return None  # the verb before it decides: "will be freed", "has been freed"
    if word == "set" and following == "for":
        return COMING
    if word in ("may", "could") and tokens[at].printed == word and following != "have":
        return COMING
    if word in _COMING or (word in ("set", "going", "about", "is", "are", "due", "plans") and following == "to"):
        return COMING
    if word in _PAST or (word.endswith("ed") and len(word) > 3 and word not in _NO_VERBS):
        return PAST
    return None
