from tests.own_plugins import own_plugins

__all__ = ["own_plugins"]
