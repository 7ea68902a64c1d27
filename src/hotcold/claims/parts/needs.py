"""Whose claims there are, and the tables that they are judged from, read from their source text."""

from collections.abc import Collection

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

TELL_PRECISION = ("losses", "scores")  # in which runs were trained and sampled
OWN = "report"  # the source of a claim that names none


def claims_of(sources: Collection[str]) -> list[str]:
    """Return the names of the claims of some sources.

    Raises:
        InputError: nobody of that name claims anything.

    """
    source = {name: source_of(name) for name in plugins.names("claims")}
    for wanted in sources:
        if wanted not in source.values():
            known = ", ".join(sorted(set(source.values())))
            raise InputError(f"claims: no claim of {wanted!r}; allowed: {known}")
    return [name for name, of in source.items() if of in sources]


def source_of(name: str) -> str:
    """Return whose claim it is."""
    return plugins.constant("claims", name, "SOURCE") or OWN


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


def claim_tables(name: str) -> list[str]:
    """Return the tables that a claim is judged from, and those that tell the precision of the runs it compares."""
    needs = claim_needs(name)
    return list(dict.fromkeys([*needs, *(TELL_PRECISION if "settings" in needs else ())]))


def check_claims() -> None:
    """Check what every claim needs (see `claim_needs`)."""
    for name in plugins.names("claims"):
        claim_needs(name)
