"""Every command that the README shows exists, with the options that it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = [*re.findall(r"```bash\n(.*?)```", README, re.DOTALL), *re.findall(r"`([^`\n]+)`", README)]
COMMANDS = sorted({line.split("#")[0].strip() for code in CODE for line in code.replace("\\\n", " ").splitlines()})
PYTHON = [c for c in COMMANDS if re.match(r"python (app\.py|-m [a-z])", c)]
MAKE = sorted({word for c in COMMANDS if c.startswith("make ") for word in re.findall(r"make ([a-z]+)", c)})


def variants(command: str) -> list[tuple[str, ...]]:
    """The program and sub-command of `python -m x a|b --option`, one for each of a and b."""
    words = command.replace("\\|", "|").split()
    program = words[1:3] if words[1] == "-m" else words[1:2]
    rest = words[len(program) + 1 :]
    if rest and re.fullmatch(r"[a-z]+(\|[a-z]+)*", rest[0]) and program[-1] not in ("app.py", "chat"):
        return [(*program, name) for name in rest[0].split("|")]
    return [tuple(program)]


@pytest.mark.parametrize("command", PYTHON)
def test_a_command_of_the_readme_exists(command):
    for variant in variants(command):
        done = subprocess.run(
            [sys.executable, *variant, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        for option in re.findall(r"--[a-z][a-z-]*", command):
            assert option in done.stdout, f"{' '.join(variant)} has no {option}"


def test_the_readme_shows_commands():
    assert len(PYTHON) >= 8
    assert {"demo", "test"} <= set(MAKE)


@pytest.mark.parametrize("target", MAKE)
def test_a_make_target_of_the_readme_exists(target):
    rules = (ROOT / "Makefile").read_text() + (ROOT / "lavic" / "recipes" / "tiny.mk").read_text()
    assert re.search(rf"^{target}:", rules, re.MULTILINE)


def test_the_pictures_of_the_readme_exist():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file(), path


def test_the_front_matter_is_what_a_space_needs():
    front = README.split("---")[1]
    for key in ("title", "sdk: gradio", "sdk_version", "app_file: app.py", "license", "short_description"):
        assert key in front
    version = re.search(r"sdk_version: (\S+)", front)[1]
    assert f"gradio=={version}" in (ROOT / "requirements.txt").read_text()


def test_a_zerogpu_space_takes_the_front_matters_python_and_so_does_the_package():
    python = re.search(r'^python_version: "([\d.]+)"$', README.split("---")[1], re.MULTILINE)[1]
    assert python in ("3.10.13", "3.12.12")  # what ZeroGPU offers, by the hub's documentation of August 2026
    least = re.search(r'^requires-python = ">=([\d.]+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    assert tuple(map(int, python.split("."))) >= tuple(map(int, least.split(".")))
