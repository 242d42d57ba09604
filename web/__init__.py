"""How a conversation is shown: the Gradio page, its cards and sessions, the guard; `api/` for programs."""
