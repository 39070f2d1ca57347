"""Names of people as news prints them: what a printed name is made of, and whether two may be one person's."""

from wh.people.comparing import ONE_PERSON, Reason, Score, same
from wh.people.printed import PrintedName
from wh.people.reading import Name, read_name
from wh.people.tokens import Token

__all__ = ["ONE_PERSON", "Name", "PrintedName", "Reason", "Score", "Token", "read_name", "same"]
