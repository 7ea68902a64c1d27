"""What someone might write in the place of a value, a key or a section of a config."""

import copy

from hypothesis import strategies as st

from tests.config.configs import at

ODD = ["null", "..", "../x", "/tmp", "a/b", "-x", "ö", "É", "{a}", "$(id)", "\u2028", "\0"]
ODD += ["", "a\n", "a\nb: c", "a" * 300]
LIMITS = [0, -1, 1, 2, 10**9, 10**9 + 1, 2**31, 2**63, 10**30]
LIMITS += [0.5, -0.0, 1e-300, 1e300, 1e-7, float("nan"), float("inf")]
TEXT = st.text(max_size=8) | st.sampled_from(ODD)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3000) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=4,
)


def places(value, path=()):
    """Return the path of every value in a config."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


@st.composite
def near(draw, value):
    """Draw what someone might write instead of a value: another number, the same as another type, one more or less."""
    options = [str(value), [value], {"a": value}, None, True]
    if isinstance(value, (int, float)):
        options += [value + 1, value - 1, -value, value * 10**9, float(value), *LIMITS]
    elif isinstance(value, list):
        more = [*value, draw(st.sampled_from(LIMITS))]
        options += [[], value + value, value[::-1], value[1:], dict(enumerate(value)), more]
    elif isinstance(value, dict):
        options += [{}, list(value), {**value, **dict.fromkeys([f"{key}_" for key in value])}]
    else:
        options += [f"{value} ", f"{value}s", "", draw(TEXT)]
    return draw(st.sampled_from(options))


def mutate(config, data):
    *parents, last = data.draw(st.sampled_from(places(config)[1:]))
    place = at(config, parents)
    match data.draw(st.sampled_from(["near", "near", "any", "remove", "add", "rename", "transplant"])):
        case "near":
            place[last] = data.draw(near(place[last]))
        case "any":
            place[last] = data.draw(JSON)
        case "remove":
            del place[last]
        case "add" if isinstance(place[last], dict):
            place[last][data.draw(TEXT)] = data.draw(JSON)
        case "add" if isinstance(place[last], list):
            place[last].append(data.draw(JSON))
        case "rename" if isinstance(place, dict):
            place[data.draw(TEXT | st.sampled_from(["classifier", "latents", "cnn", "linear"]))] = place.pop(last)
        case _:
            place[last] = copy.deepcopy(at(config, data.draw(st.sampled_from(places(config)[1:]))))
