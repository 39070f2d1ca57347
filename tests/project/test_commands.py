"""Every command explains itself, and the page that a stranger reads first names it."""

import pytest
import typer

from wh import cli
from wh.errors import ProjectError

COMMANDS = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]  # a group, as the app has commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_has_its_sentence_and_so_has_each_of_its_options(name: str) -> None:
    command = COMMANDS[name]
    assert (command.help or "").rstrip().endswith(".")
    assert [parameter.name for parameter in command.params if not getattr(parameter, "help", None)] == []


def test_all_that_is_exported_is_one_group() -> None:
    assert set(COMMANDS["export"].commands) == {"labels", "marts"}


def test_no_two_groups_have_one_name() -> None:
    names = [group.name or group.typer_instance.info.name for group in cli.app.registered_groups]
    assert len(names) == len(set(names))


def test_the_commands_are_those_of_the_contract() -> None:
    promised = {"init", "build", "load", "check", "ls", "query", "explain", "history", "rollback"}
    promised |= {"plan", "diff", "lineage"}
    assert promised <= set(COMMANDS)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            ["check", "--fail-on", "info"],
            "--fail-on is `info`, which is none of its values.\n"
            "  at  the command line\n"
            "  try `critical`, `warning` or `never`",
        ),
        (
            ["export", "labels", "--to", "docano"],
            "--to is `docano`, which is none of its values.\n"
            "  at  the command line\n"
            "  try `doccano`, the closest of `label-studio`, `doccano` or `csv`",
        ),
        (
            ["build", "--threads", "x"],
            "--threads cannot be read: it is to be a whole number.\n"
            "  at  the command line\n"
            "  try `wh build -h` for what it takes",
        ),
        (["bild"], "There is no command `wh bild`.\n  at  the command line\n  try `wh build`, the closest name"),
        (
            ["build", "--fial-on", "never"],
            "`wh build` has no option --fial-on.\n  at  the command line\n  try --fail-on",
        ),
        (["explain"], "`wh explain` lacks CLAIM.\n  at  the command line\n  try `wh explain -h` for what it takes"),
    ],
)
def test_what_is_typed_wrong_is_told_as_all_that_is_wrong(typed: list[str], said: str) -> None:
    with pytest.raises(ProjectError) as refused:
        typer.main.get_command(cli.app).main(typed, prog_name="wh")
    assert str(refused.value) == said
