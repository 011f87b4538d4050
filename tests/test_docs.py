"""The documents say what is there: settings, commands, files, folders, names, and examples that run."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from spectrum.cli import cli
from spectrum.settings import ROOT, read_settings

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "data" / "README.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
HOW = (ROOT / "docs" / "how-it-is-built.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

EVERY_COMMAND = "Options of every command"
SETTING = re.compile(r"SPECTRUM_[A-Z_]+")
GLOBAL_OPTIONS = {"--database", "--board", "--help", "-h", "--version"}
FILE_NAME = r"[\w.-]+(?:/[\w.-]+)*\.(?:py|sql|md|toml|csv|json|txt|png)"


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def without_code_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def table_below(text: str, heading: str) -> dict[str, list[str]]:
    """The rows of the table below a heading: what stands in backticks at their start → the other cells."""
    section = re.split(r"\n## ", text.split(f"\n## {heading}\n")[1])[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {cells[0].strip().strip("`"): [cell.strip() for cell in cells[1:]] for cells in rows}


# --- settings ---------------------------------------------------------------------


def settings_read() -> set[str]:
    tree = ast.parse((ROOT / "spectrum" / "settings.py").read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and SETTING.fullmatch(text)}


def test_readme_has_every_setting_that_is_read_and_no_other():
    assert set(table_below(README, "Settings")) == settings_read()


def test_readme_has_the_defaults():
    rows = table_below(README, "Settings")
    defaults = read_settings({})
    assert rows["SPECTRUM_BOARD"][0] == f"`{defaults.board}`"
    assert rows["SPECTRUM_DATABASE"][0] == f"`{Path(defaults.database).relative_to(ROOT)}`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_settings_that_a_document_names_are_read(document):
    assert set(SETTING.findall(document.read_text(encoding="utf-8"))) <= settings_read()


# --- the command line --------------------------------------------------------------


def commands(group: click.Group = cli, before: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= commands(command, f"{before}{name} ")
        else:
            found[before + name] = command
    return found


def sections() -> dict[str, str]:
    """What the page says below each heading, without the arguments in capitals: 'import FILE' → 'import'."""
    parts = re.split(r"^## (.+)$", COMMAND_LINE, flags=re.M)[1:]
    return {
        re.sub(r"( [A-Z]+)+$", "", heading): f"{heading}\n{text}"
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }


def options_of(command: click.Command) -> set[str]:
    return {name for option in command.params if isinstance(option, click.Option) for name in option.opts}


def test_every_command_has_its_section_and_no_other():
    assert set(sections()) - {EVERY_COMMAND} == set(commands())


@pytest.mark.parametrize("name", commands())
class TestCommand:
    def test_options_are_documented(self, name):
        documented = set(re.findall(r"^\| `(--[\w-]+)", sections()[name], re.M))
        assert documented == options_of(commands()[name]) - GLOBAL_OPTIONS

    def test_arguments_stand_in_the_heading(self, name):
        command = commands()[name]
        arguments = [
            argument.human_readable_name
            for argument in command.params
            if isinstance(argument, click.Argument)
        ]
        assert sections()[name].splitlines()[0] == " ".join([name, *arguments])

    def test_choices_are_documented(self, name):
        for option in commands()[name].params:
            if isinstance(option.type, click.Choice):
                for choice in option.type.choices:
                    assert f"`{option.opts[0]} {choice}`" in sections()[name]

    def test_has_an_example(self, name):
        assert f"$ python -m spectrum {name}" in sections()[name]


def test_options_of_every_command_are_documented():
    section = sections()[EVERY_COMMAND]
    known = options_of(cli) | {"-h", "--help"}
    assert known == GLOBAL_OPTIONS
    assert {option for option in known if f"`{option}" not in section} == set()


def test_examples_of_the_command_line_print_what_the_page_says(tmp_path, monkeypatch):
    """Every example runs, in the page's order, in one folder; `...` stands for any text."""
    monkeypatch.chdir(tmp_path)
    for setting in settings_read():
        monkeypatch.delenv(setting, raising=False)
    monkeypatch.setenv("SPECTRUM_DATABASE", "talk.duckdb")
    blocks = re.findall(r"^```console\n(.*?)^```", COMMAND_LINE, re.M | re.S)
    for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", "".join(blocks), re.M):
        if command.startswith("cat "):
            Path(command.removeprefix("cat ")).write_text(expected, encoding="utf-8")
            continue
        words = shlex.split(command)
        assert words[:3] == ["python", "-m", "spectrum"]
        printed = CliRunner().invoke(cli, words[3:]).output
        pattern = re.escape(expected).replace(r"\.\.\.", ".*")
        assert re.fullmatch(pattern, printed, re.S), f"{command} prints:\n{printed}"


# --- files, folders, targets and names ------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
class TestDocument:
    def test_links_lead_somewhere(self, document):
        links = re.findall(r"\]\(([^)\s]+)\)", without_code_blocks(document.read_text(encoding="utf-8")))
        files = [link.split("#")[0] for link in links if "://" not in link and not link.startswith("#")]
        assert [file for file in files if not (document.parent / file).exists()] == []

    def test_make_targets_are_there(self, document):
        targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
        assert (
            set(re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.M)) <= targets
        )

    def test_files_of_ours_that_it_names_are_there(self, document):
        named = re.findall(rf"`({FILE_NAME})`", document.read_text(encoding="utf-8"))
        ours = [
            name for name in named if name.startswith(("spectrum/", "pages/", "tests/", "docs/", "bench/"))
        ]
        assert [name for name in ours if not (ROOT / name).exists()] == []


def test_every_make_target_is_explained():
    targets = MAKEFILE.split(".PHONY:")[1].splitlines()[0].split()
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [target for target in targets if f"`make {target}" not in text] == []


def test_the_tree_lists_every_folder_of_the_package():
    package = ROOT / "spectrum"
    folders = {path for path in package.rglob("*") if path.is_dir() and path.name != "__pycache__"}
    there = {f"{folder.relative_to(ROOT)}/" for folder in folders if any(folder.glob("*.*"))}
    assert set(re.findall(r"^(spectrum/\S*/) ", HOW, re.M)) == there


def test_names_in_how_it_is_built_are_in_the_code():
    files = [
        *ROOT.glob("*.py"),
        *ROOT.glob("pages/*.py"),
        *ROOT.glob("tests/**/*.py"),
        ROOT / "pyproject.toml",
    ]
    files += [*(ROOT / "spectrum").rglob("*.py"), *(ROOT / "spectrum").rglob("*.sql")]
    words = set(re.findall(r"\w+", " ".join(file.read_text(encoding="utf-8") for file in files)))
    named = re.findall(r"`([A-Za-z_][\w.]*)`", without_code_blocks(HOW))
    names = [name for name in named if not re.fullmatch(FILE_NAME, name)]
    assert len(names) > 20
    assert [name for name in names if not set(name.split(".")) <= words] == []
