"""The one error of this room: its message says what was found, what was expected and what to run."""


class ModelError(RuntimeError):
    """A model, adapter, checkpoint or training input that cannot be used."""
