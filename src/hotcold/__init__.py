"""Hot and cold diffusion on MNIST: the science, free of workflow and paths."""
