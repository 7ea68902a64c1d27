"""What the pages take from the code and from the kept study when they are built."""
