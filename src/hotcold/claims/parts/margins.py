"""The margins of the verdicts, fixed before anything was measured."""

MARGINAL = 0.10  # a relative difference below that is marginal
SIMILAR = 0.20  # and below that, similar
IDENTICAL = 0.05  # share of samples that change class, at most, in sets that are almost identical
GOOD_RESTORATION = 0.90  # share of digits recovered as their class, at least
RANKS = 0.50  # rank correlation from which one number ranks by another
