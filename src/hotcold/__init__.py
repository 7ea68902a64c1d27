"""Hot and cold diffusion on MNIST: the science, free of workflow and paths."""

__version__ = "0.3.0"
