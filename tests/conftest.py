"""The order of all tests: a fault is told first where it is nearest to what is wrong, and nobody waits at the end."""

import pytest

WHOLE_PROJECTS = ("end_to_end", "dbt")
# Files that take a minute or more, each by one worker: begun last, one would keep the others waiting.
LONG = ("test_mutations", "test_commands", "test_bad_input", "test_threads", "test_page", "test_same_as_dbt")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the engine, its inputs, models and rules before whole projects, and of those the long files first."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if not any(folder in item.path.parts for folder in WHOLE_PROJECTS):
        return 0
    return 1 if item.path.stem in LONG else 2
