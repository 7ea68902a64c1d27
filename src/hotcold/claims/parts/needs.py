"""The tables that claims are judged from, read from their source text."""

from hotcold import plugins
from hotcold.errors import InputError

TABLES = (
    "settings",
    "losses",
    "losses_by_t",
    "restoration",
    "ranges",
    "scores",
    "ruler",
    "latents",
    "discretisation",
    "schedules",
    "ks_crossings",
)


def claim_needs(name: str) -> list[str]:
    """Return the tables that a claim is judged from.

    Raises:
        InputError: one of them is no table; names the file.

    """
    path = plugins.source_file("claims", name)
    needs: list[str] = plugins.constant("claims", name, "NEEDS")
    for table in needs:
        if table not in TABLES:
            raise InputError(f"{path}: NEEDS: {table!r} is not a table; allowed: {', '.join(TABLES)}")
    return needs


def check_claims() -> None:
    """Check what every claim needs (see `claim_needs`)."""
    for name in plugins.names("claims"):
        claim_needs(name)
