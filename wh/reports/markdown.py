"""The summary that a person reads in a pull request: verdict, what is broken with its rows, what is new, what is ruled.

Kept under a bound in bytes: where that is near, the SQL goes before any row does; rules past it are counted, never cut
in the middle.
"""

import re
from collections.abc import Iterator, Sequence

from wh.reports.report import SAMPLE, Case, Fault, Report, Row, listed
from wh.results import Answer, Severity
from wh.terminal import count

MOST_BYTES = 60_000
"""A comment takes 65,536 characters."""
# an underscore within a word marks nothing
_MARKS = re.compile(r"([\\`*\[\]|~$]|(?<!\w)_|_(?!\w))")
_RULINGS_SHOWN = 25


def text(report: Report, most_bytes: int = MOST_BYTES) -> str:
    """Return the report as Markdown, no longer than a number of bytes."""
    blocks = [_head(report), *map(_of_fault, report.faults)]
    tail = list(_tail(report))
    room = most_bytes - sum(_size(each) for each in (*blocks, *tail)) - 500
    told = _fitting(report.failing, room)
    blocks += told
    if len(told) < len(report.failing):
        blocks.append(f"{count(len(report.failing) - len(told), 'rule')} more had no room here.\n")
    return "\n".join([*blocks, *tail]).encode()[:most_bytes].decode(errors="ignore")


def _fitting(cases: Sequence[Case], room: int) -> list[str]:
    """Return the blocks of the first cases that fit, with SQL where the rows of all leave room for it."""
    told: list[str] = []
    for case in cases:
        block = _of_case(case)
        room -= _size(block)
        if room < 0:
            return told
        told.append(block)
    left_out = 0
    for place, sql in enumerate(map(_sql_of, cases)):
        if len(sql.encode()) > room:
            left_out += 1
        else:
            told[place] += sql
            room -= len(sql.encode())
    return [*told, f"The SQL of {count(left_out, 'rule')} had no room here.\n"] if left_out else told


def _size(block: str) -> int:
    return len(block.encode()) + 1


def _head(report: Report) -> str:
    lines = [f"## {'✅' if report.is_good else '❌'} {escaped(report.project)}: {_verdict(report)}", ""]
    if report.cases:
        counted = ", ".join(f"{report.counts[each]:,} {each}" for each in Answer if report.counts[each])
        lines.append(f"{count(len(report.cases), 'rule')}: {counted}.")
    if report.quiet:
        lines.append(f"⚠️ {escaped(report.quiet.says)}.")
    if report.since:
        new = sum(case.new_count or 0 for case in report.cases)
        old = sum(case.old_count or 0 for case in report.cases)
        lines.append(
            f"New since build {escaped(report.since)}: **{count(new, 'row')}**; "
            f"there before: {count(old, 'row')}, which do not count."
        )
    if report.contents:
        held = report.contents
        lines.append(
            f"{count(held.article_count, 'article')}, {count(held.fact_count, 'fact')}, "
            f"{count(held.claim_count, 'claim')}, {held.disputed_claim_count:,} of them disputed. Disagreements: "
            f"{held.open_disagreement_count:,} open, {held.ruled_disagreement_count:,} ruled on."
        )
    if report.failing:
        lines += ["", "| rule | table | severity | answer | rows |", "|---|---|---|---|---:|"]
        lines += [_line_of(case, report) for case in report.failing[:50]]
        if len(report.failing) > 50:
            lines.append(f"| … and {len(report.failing) - 50:,} more | | | | |")
    return "\n".join(lines) + "\n"


def _verdict(report: Report) -> str:
    build = f" (build {escaped(report.build_id)})" if report.build_id else ""
    if report.status == "refused":
        return f"{count(len(report.faults), 'thing is', 'things are')} wrong with the project; nothing was built"
    forbidding = [case for case in report.cases if case.forbids]
    what = [f"{count(len(forbidding), 'rule is', 'rules are')} not held"] if forbidding else []
    what += [f"{count(len(report.faults), 'model')} could not be built"] if report.faults else []
    if what:
        return f"{listed(what)}{'' if report.status == 'checked' else ', nothing is published'}{build}"
    said = {
        "published": "published",
        "unchanged": "nothing changed",
        "checked": "every rule that counts is held",
        "failed": "not published",
    }
    return f"{said.get(report.status, report.status)}{build}"


def _line_of(case: Case, report: Report) -> str:
    new = f" ({case.new_count:,} new)" if report.since else ""
    only = ("" if case.forbids else ", reported only") + (f"; {case.cause}" if case.cause else "")
    severity = case.severity if case.severity is not Severity.CRITICAL else f"**{case.severity}**"
    cells = (
        escaped(case.rule),
        escaped(case.table),
        severity + escaped(only),
        case.answer,
        f"{case.broken_count:,}{new}",
    )
    return f"| {' | '.join(cells)} |"


def _of_fault(fault: Fault) -> str:
    first, *others = fault.says.splitlines() or [""]
    lines = [f"**{escaped(first)}**"]
    if others:  # the line of the model with its culprit underlined
        lines += ["", *_fenced("\n".join(others), "text"), ""]
    lines += [f"at {escaped(str(fault.spot))}<br>"] if fault.spot else []
    lines += [f"try {escaped(fault.way_out)}"] if fault.way_out else []
    return "\n".join(lines) + "\n"


def _fenced(text: str, language: str) -> list[str]:
    """Return a text as a block of code, whatever fences are in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + language, text, fence]


def _of_case(case: Case) -> str:
    lines = [f"### {escaped(case.rule)} on {escaped(case.table)}", "", f"{escaped(case.sentence)} {case.says}."]
    if case.cause:
        lines.append(f"It {escaped(str(case.cause))}.")
    if case.notes:
        lines.append(escaped(case.notes))
    if case.rows:
        heads = [" "] if any(row.is_new is not None for row in case.rows) else []
        heads += ["what"] if any(row.says for row in case.rows) else []
        heads += ["where"]
        lines += ["", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
        lines += [_of_row(row, heads, has_cause=not case.cause) for row in case.rows[:SAMPLE]]
        total = max(case.broken_count, case.told_count)
        if total > SAMPLE:
            lines += ["", f"… and {total - SAMPLE:,} more."]
    return "\n".join(lines) + "\n"


def _sql_of(case: Case) -> str:
    if not case.sql:
        return ""
    lines = ["", "<details><summary>The SQL that finds the rows</summary>", "", *_fenced(case.sql, "sql")]
    return "\n".join([*lines, "", "</details>"]) + "\n"


def _of_row(row: Row, heads: Sequence[str], *, has_cause: bool) -> str:
    ids = [f"{noun} {value}" for noun, value in (("claim", row.claim_id), ("fact", row.fact_id)) if value]
    follows = [str(row.cause)] if row.cause and has_cause else []
    where = "\n".join([*([str(row.spot)] if row.spot else []), *ids, *follows])
    cells = {" ": "**new**" if row.is_new else "old", "what": escaped(row.says), "where": escaped(where)}
    return f"| {' | '.join(cells[head] for head in heads)} |"


def _tail(report: Report) -> Iterator[str]:
    if report.rulings:
        states = [f"{sum(each.state == state for each in report.rulings):,} {state}" for state in _states(report)]
        yield f"### Ruled on: {', '.join(states)}\n"
    if report.rulings and report.has_samples:
        lines = ["| disagreement | state | decision | why | by |", "|---|---|---|---|---|"]
        for each in sorted(report.rulings, key=lambda each: each.state == "ruled")[:_RULINGS_SHOWN]:
            by = " ".join(filter(None, [each.decided_by, each.decided_on]))
            until = f" (until {each.expires_on})" if each.expires_on else ""
            cells = (each.disagreement_id, each.state + until, each.decision or "", each.reason or each.says, by)
            lines.append(f"| {' | '.join(map(escaped, cells))} |")
        if len(report.rulings) > _RULINGS_SHOWN:
            lines.append(f"\n… and {len(report.rulings) - _RULINGS_SHOWN:,} more.")
        yield "\n".join(lines) + "\n"


def _states(report: Report) -> list[str]:
    return sorted({each.state for each in report.rulings})


def escaped(says: str) -> str:
    """Return a text that Markdown shows as it is, in one cell of a table; it names nobody and links nowhere."""
    says = says.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    says = re.sub(r"@(?=\w)|#(?=\d)", "\\g<0>\u200b", _MARKS.sub(r"\\\1", says))
    says = says.replace("://", ":\u200b//").replace("www.", "www\u200b.").replace("\u200b", "&#8203;")
    return "<br>".join(says.splitlines())
