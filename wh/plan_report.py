"""What `wh plan` prints: what a build would load, build, drop and ask, and why."""

from typing import TYPE_CHECKING

from wh.terminal import count, print_json

if TYPE_CHECKING:
    from wh.outcome import Outcome


def print_plan(outcome: "Outcome", *, as_json: bool) -> None:
    """Print each model with the reason, then the rules that would be asked; or all of it as JSON."""
    if as_json:
        print_json(
            {
                "models": [{"table": one.table, "reason": one.reason} for one in outcome.planned],
                "model_count": outcome.model_count,
                "dropped": list(outcome.gone),
                "rules": [{"table": table, "rule": rule, "reason": why} for table, rule, why in outcome.rules_due],
            }
        )
        return
    if outcome.load:
        from wh.report import print_load

        print_load(outcome.load, is_dry=True)
    stop = ":" if outcome.planned else "."
    print(f"Would build {len(outcome.planned)} of {count(outcome.model_count, 'model')}{stop}")
    width = max((len(one.table) for one in outcome.planned), default=0)
    for planned in outcome.planned:
        print(f"  {planned.table:<{width}}  {planned.reason}")
    for table in outcome.gone:
        print(f"  {table:<{width}}  would be dropped: its model is gone")
    if outcome.rules_due:
        print(f"Would ask {count(len(outcome.rules_due), 'rule')} of {count(_tables(outcome), 'table')}.")
    print("Nothing was written.")


def _tables(outcome: "Outcome") -> int:
    return len({table for table, _, _ in outcome.rules_due})
