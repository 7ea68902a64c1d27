"""Feature extractors for the Fréchet distance: a digit classifier trained here, and InceptionV3."""
