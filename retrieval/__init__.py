"""Conversation text to candidates: dense (MiniLM, FAISS) and BM25 (FTS5), fused, within the shopper's filters."""
