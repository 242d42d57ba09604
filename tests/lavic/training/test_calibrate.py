from __future__ import annotations

import torch

from lavic.training.distill import calibrate


def test_a_calibrated_projector_gives_vectors_that_spread_like_words(loaded):
    """States with a long common part, as a tower gives them, become vectors that differ as word embeddings do."""
    torch.manual_seed(0)
    states = {str(i): 30 + torch.randn(5, 24) for i in range(40)}
    calibrate(loaded.model, states)
    vectors = loaded.model.model.multi_modal_projector(torch.cat(list(states.values())))
    words = loaded.model.model.language_model.get_input_embeddings().weight
    assert vectors.mean(0).abs().max() < 0.01
    assert abs(vectors.std() / words.std() - 1) < 0.1
