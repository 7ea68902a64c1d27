"""The figures, one module each.

A figure is ``draw(tables and arrays, *, style)``, which gives a matplotlib figure, and

- ``NEEDS``: what it is drawn from (see `hotcold.figures.parts.needs.Needs`); each is an argument of ``draw``,
- ``CATEGORY``: where it stands in the report's menu,
- ``CAPTION``: what to see in it.

Figures read tables and arrays, never models, and import no torch.
"""
