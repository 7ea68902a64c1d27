"""The command, where its folder is not on the path: ``python -m hotcold``."""

from hotcold.command.main import main

if __name__ == "__main__":
    main()
