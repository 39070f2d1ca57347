"""Parts of the page that are unpacked when they are looked at: JSON, compressed, in letters that no markup has."""

import base64
import gzip
import json


def packed(content: object) -> str:
    """Return the content as JSON, gzip and base64: the same for the same content."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")
    return base64.b64encode(gzip.compress(plain, compresslevel=6, mtime=0)).decode("ascii")
