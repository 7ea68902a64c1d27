"""MNIST and FashionMNIST as arrays, from wherever the config says."""
