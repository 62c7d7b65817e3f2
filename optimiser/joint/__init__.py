"""Sessions and rides planned together: moves that touch both, over the plan that has sessions first and rides after."""

from optimiser.joint.acceptance import LEXICOGRAPHIC, Acceptance
from optimiser.joint.evaluation import Judge
from optimiser.joint.loop import Effort, improve
from optimiser.joint.trial import trial

__all__ = ["LEXICOGRAPHIC", "Acceptance", "Effort", "Judge", "improve", "trial"]
