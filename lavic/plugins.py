"""Python files of somebody else's that bring arms or scorers of their own (`--plugin FILE`).

A file registers them by decorator when it is run: `lavic.evaluation.registry.register_arm`,
`lavic.scoring.register_scorer`. Leaves out installed packages: whoever has one imports it in such a file.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from lavic.errors import ModelError


def load_plugins(files: Sequence[Path]) -> None:
    """Runs each file once, as a module of its own name. Raises ModelError, naming the file and what went wrong."""
    for file in files:
        path = file.resolve()
        name = f"lavic_plugin_{path.stem}"
        known = sys.modules.get(name)
        if known is not None and known.__file__ == str(path):
            continue
        if not path.is_file():
            raise ModelError(f"no plugin at {file}; expected a Python file")
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise ModelError(f"{file.name} is no Python file; expected a name that ends in .py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # dataclasses of the file look themselves up there
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            del sys.modules[name]
            raise ModelError(f"the plugin {file.name} cannot be run: {type(error).__name__}: {error}") from error
