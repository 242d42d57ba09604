"""Products: their schema, feeds in, pictures, and the built catalog on disk. Knows no torch, FAISS or Gradio."""
