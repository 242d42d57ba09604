"""Stage 1, visual knowledge self-distillation (LaViC section 3.1): its rows, its passes, what five tokens keep."""
