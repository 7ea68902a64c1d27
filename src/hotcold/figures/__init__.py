"""The figures: ``draw(tables and arrays, *, style)`` of a module of this package gives a matplotlib figure.

Figures read tables and arrays, never models, and import no torch.
"""
