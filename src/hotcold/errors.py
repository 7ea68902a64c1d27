class InputError(Exception):
    """What a user gave (a file, a setting) is not what was expected.

    The message is one line that names the file or key and says what was expected; command lines
    print it without a traceback.
    """
