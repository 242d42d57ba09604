"""Stage 2, recommendation tuning (LaViC section 3.2): its rows, its objectives, its two passes."""
