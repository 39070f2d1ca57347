"""A claim, told in the terminal: the question and its answer first, then the accounts, what follows, what clashes."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date

from wh.claim_words import VERDICTS, interval_words, ruling_row
from wh.double_labels import OtherLabel, adjudication_row, other_in_words
from wh.explaining import Account, Clash, Explanation
from wh.origin_tree import lines_of
from wh.person_report import print_people
from wh.terminal import count, paint, print_json, print_wrapped


def print_explanation(explanation: Explanation, *, as_json: bool) -> None:
    """Print a claim whole: the question and its answer first, then the accounts, what follows and what clashes."""
    if as_json:
        print_json(asdict(explanation))
        return
    print(paint(explanation.question, "bold"))
    about = [part for part in (explanation.subject, explanation.scope, explanation.event) if part]
    print_wrapped("; ".join(about), "about    ", "         ")
    print(f"claim    {explanation.claim_id}")
    print(f"answer   {_verdict(explanation)}")
    print(f"support  {_support(explanation)}")
    print("\nWhat each account says")
    are_several = len({account.labelled_by for account in explanation.accounts}) > 1
    for account in explanation.accounts:
        _print_account(account, explanation.unit, names_labeller=are_several)
    print("\nWho had it from whom")
    for line in lines_of(explanation.origins):
        print(f"  {line}")
    if not explanation.origins:
        print("  nobody asserts it")
    if explanation.people:
        print("\nWho is who")
        print_people(explanation.people)
    print("\nWhat follows from related claims")
    inferred = interval_words(explanation.inferred, explanation.unit)
    if inferred and explanation.inferred != replace(explanation.interval, text=None):
        print(f"  it must be {paint(inferred, 'bold')}")
    for line in explanation.follows or ("nothing: no relation names this claim",):
        print_wrapped(line, "  - ", "    ")
    print("\nWhat clashes")
    for clash in explanation.clashes:
        _print_clash(clash)
    if not explanation.clashes:
        print("  nothing")


def _verdict(explanation: Explanation) -> str:
    said = interval_words(explanation.interval, explanation.unit)
    if explanation.is_retracted:
        return "taken back: no account stands by it"
    ruled = any(clash.state == "ruled" for clash in explanation.clashes)
    verdict = VERDICTS[explanation.agreement] + (", and that was ruled on" if ruled else "")
    return (f"{paint(said, 'bold')}: " if said else "") + verdict


def _support(explanation: Explanation) -> str:
    origins = f"{explanation.origin_low}"
    if explanation.origin_high != explanation.origin_low:
        origins += f" to {explanation.origin_high}"
    parts = [
        count(explanation.support, "fact"),
        count(explanation.article_count, "article"),
        count(explanation.outlet_count, "outlet"),
        count(explanation.owner_count, "owner"),
        f"{origins} independent {'origin' if origins == '1' else 'origins'}",
    ]
    against = f"; against it: {count(explanation.dissent, 'fact')}" if explanation.dissent else ""
    single = ": they all have it from one" if explanation.is_single_origin and explanation.article_count > 1 else ""
    return " / ".join(parts) + single + against


def _print_account(account: Account, unit: str | None, *, names_labeller: bool) -> None:
    where = f"{account.outlet} ({account.article_id})" if account.outlet else f"{account.article_id}, outlet not known"
    told = [where]
    if account.published_on:
        told.append(account.published_on.isoformat())
    if account.edition == "digest":
        told.append("read in a digest")
    print(f"\n  {paint(', '.join(told), 'bold')}")
    marked = f"{account.sentence[: account.start]}[{account.sentence[account.start : account.end]}]"
    marked = " ".join((marked + account.sentence[account.end :]).split())
    print_wrapped(marked, "    ", "    ")
    for line in _said(account, unit):
        print_wrapped(line, "    ", "    ")
    print(f"    had from {' through '.join(account.chain)}" if account.chain else "    its own word")
    if names_labeller or account.other_labels:
        print(f"    labelled by {account.labelled_by}")
    for other in account.other_labels:
        _print_other_label(account.fact_id, other)
    if not account.is_live:
        print(f"    {paint('not counted', 'yellow')}: {account.not_live_because or 'not live'}")


def _print_other_label(fact_id: str, other: OtherLabel) -> None:
    print_wrapped(other_in_words(other), "    ", "    ")
    # once for the two of them
    if other.state == "open" and other.fact_id and fact_id < other.fact_id:
        print("    to decide it, a line for data/labels/adjudications.csv (prefer the first, both, or neither):")
        print(f"    {adjudication_row(fact_id, other.fact_id, date.today())}")


def _said(account: Account, unit: str | None) -> Iterator[str]:
    """Yield what the account does with the claim: the value, what it takes back, and why that has no effect, if so."""
    target = account.target
    named = f"“{target.words}”, {target.told_by}" if target else "nothing that can be compared"
    if account.stance == "retracts":
        yield f"takes back {named}"
    else:
        as_of = f", as of {account.as_of}" if account.as_of else ""
        value = interval_words(account.interval, unit) or account.value or "nothing that can be compared"
        yield f"{account.stance} {value}{as_of}"
        if target:
            yield f"corrects {named}"
    if target and target.no_effect_because:
        yield f"without effect: it names a word {target.no_effect_because}"
    elif target and account.stance == "retracts" and not account.is_live:
        yield f"without effect: {account.not_live_because}"


def _print_clash(clash: Clash) -> None:
    colour = "green" if clash.state == "ruled" else "yellow"
    print(f"  {paint(clash.state, colour)} {clash.rule} ({clash.severity})  {clash.disagreement_id}")
    for line in clash.detail.splitlines():
        print_wrapped(line, "    ", "    ")
    if clash.state != "ruled" and clash.fact_ids:
        print_wrapped(f"between the facts {', '.join(clash.fact_ids)}", "    ", "    ")
        print("    to rule on it, a line for data/labels/rulings.csv (accept, dismiss, or prefer with a fact_id):")
        print(f"    {ruling_row(clash.disagreement_id, date.today())}")
    if clash.decision:
        reason = f"ruled: {clash.decision}. {clash.reason or ''}".strip()
        print_wrapped(reason, "    ", "    ")
    if clash.changed:
        print_wrapped(clash.changed, "    ", "    ")
