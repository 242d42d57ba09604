"""Weighted texts to candidates: dense (MiniLM, FAISS) and BM25 (FTS5), fused, within filters. No English in it."""
