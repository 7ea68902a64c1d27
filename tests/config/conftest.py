from tests.own_plugins import fading, own_plugins

__all__ = ["fading", "own_plugins"]
