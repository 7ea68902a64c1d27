"""The benchmark: how fast the study trains, samples and runs, beside the usual ways of doing the same.

Everything is timed in rounds, each variant once a round, and compared within the round: what else the machine does
then slows both sides of a ratio. No part of the study depends on this package.
"""
