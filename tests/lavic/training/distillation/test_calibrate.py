from __future__ import annotations

import torch

from lavic.training.distillation.calibration import calibrate, word_targets
from lavic.training.distillation.data import Described


def test_a_calibrated_projector_points_at_the_words_of_each_picture(loaded):
    """States with a long common part, as a tower gives them: the differences alone decide where vectors go."""
    torch.manual_seed(0)
    projector = loaded.model.model.multi_modal_projector
    kinds = torch.randn(4, 5, 24)
    states = 30 + kinds.repeat(10, 1, 1) + 0.1 * torch.randn(40, 5, 24)
    targets = torch.randn(4, projector.linear_2.out_features).repeat(10, 1)
    calibrate(projector, states, targets, spread=0.13)
    vectors = projector(states)
    assert abs(vectors.std().item() - 0.13) < 0.03
    close = torch.cosine_similarity(vectors.mean(1)[:4, None], (targets - targets.mean(0))[None, :4], dim=-1)
    assert close.argmax(-1).tolist() == [0, 1, 2, 3]
    assert close.diag().min() > 0.9


def test_word_targets_leave_out_what_every_description_says(ranker, tmp_path):
    prompter = ranker.language.prompter
    words = torch.eye(300)
    rows = [Described(str(i), tmp_path, (text,)) for i, text in enumerate(["xa", "xb", "xc"])]
    targets = word_targets(prompter, words, rows)
    shared, own = prompter.plain("x")[0], prompter.plain("b")[0]
    assert targets[1, own] == 1
    assert (targets[:, shared] == 0).all()
