"""Features of images: a digit classifier, the one that ships or one trained in the study, and InceptionV3."""
