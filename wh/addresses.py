"""The address of an article in one form, and the id that it or a publisher's own id gives.

Two forms of one address differ in what the web takes no notice of, and in what was added to see who clicked. Never
looks anything up.
"""

import hashlib
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

LONGEST_ID = 80


def same_address(url: str) -> str:
    """Return what two forms of one address have in common: host, path and query, without what only counts visits."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if not parts.hostname:
        return url.strip()
    host = parts.hostname.removeprefix("www.") + (f":{port}" if port not in (None, 80, 443) else "")
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(COUNTING)
    ]
    return f"{host}{path}" + (f"?{urlencode(asked)}" if asked else "")


def id_from_address(url: str) -> str:
    """Return an article's id from its address: the host, the last words of the path, and what tells it from others."""
    address = same_address(url)
    path = address.partition("?")[0].split("/")
    words = next((part for part in reversed(path[1:]) if re.search(r"[^\W\d_]{3}", part)), path[-1])
    words = re.sub(r"\.(s?html?|php|aspx?)$", "", unquote(words))
    return _with_digest(f"{path[0]}-{words}" if len(path) > 1 else path[0], address)


def id_from_name(name: str) -> str:
    """Return an article's id from what its publisher calls it: that itself, where an id may be written so."""
    if re.fullmatch(r"[\w.:#@+-]{1,80}", name):
        return name
    if re.match(r"https?://", name):
        return id_from_address(name)
    return _with_digest(name, name)


def _with_digest(words: str, whole: str) -> str:
    digest = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:8]
    readable = re.sub(r"[^\w.-]+", "-", words).strip("-.")[: LONGEST_ID - 9].strip("-.")
    return f"{readable}-{digest}" if readable else digest


COUNTING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
"""How the names begin of what in an address only counts visits."""
