"""How Sphinx makes the pages: `make docs` writes docs/_build, which opens from the disk."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import hotcold

project = "hotcold"
author = "hotcold developers"
release = version = hotcold.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generate.directives", "generate.mathml"]
exclude_patterns = ["_build", "study/README.md", "study/*/README.md"]
myst_enable_extensions = ["attrs_inline", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
myst_update_mathjax = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # docstrings say shapes and ranges, which types do not
napoleon_use_rtype = False

html_theme = "furo"
html_title = "hotcold"
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
html_math_renderer = "mathml"
