"""Writes a config as YAML in any style: block or flow, quoted or not, merged, with comments, CRLF or a BOM."""

import yaml
from hypothesis import strategies as st

LINE_ENDS = ["\n", "\n", "\r\n", "  # why\n", "\n\n# -\n"]


def scalar(draw, value):
    """Write one value, a number perhaps as text or in another notation."""
    styles = [None, '"'] if isinstance(value, str) else [None]
    text = yaml.safe_dump(value, default_style=draw(st.sampled_from(styles)), width=float("inf"), allow_unicode=False)
    text = text.removesuffix("\n").removesuffix("\n...")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not draw(st.integers(0, 9)) > 6:
        return text
    return draw(st.sampled_from([f"'{value}'", f"{value:e}", f"{value:.3g}", f"0{value}", f"+{value}", f"{value}:30"]))


def flow(draw, value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(draw, key)}: {flow(draw, item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(flow(draw, item) for item in value) + "]" if isinstance(value, list) else scalar(draw, value)


def anchored(draw, item, known):
    """Write an item that may be referred to from here on."""
    text = f"&of-{len(known)} {flow(draw, item)}"
    known[f"of-{len(known)}"] = item
    return text


def referring(draw, item, known):
    """Return an item by an alias, whole or as what its own entries override; nothing where no anchor is like it."""
    for anchor, one in known.items():
        if repr(one) == repr(item):
            return f"*{anchor}"
        if isinstance(one, dict) and isinstance(item, dict) and one.keys() <= item.keys():
            own = {key: value for key, value in item.items() if repr(one.get(key)) != repr(value) or key not in one}
            return f"{{<<: *{anchor}{''.join(f', {flow(draw, {k: v})[1:-1]}' for k, v in own.items())}}}"
    return ""


def block(draw, value, indent, end, twice, known):
    """Write a mapping that is not empty, a part of it perhaps merged, an entry perhaps twice."""
    pad, lines = " " * indent, []
    if indent and draw(st.integers(0, 9)) == 9:
        merged = dict(list(value.items())[: draw(st.integers(0, len(value)))])
        lines.append(f"{pad}<<: {anchored(draw, merged, known) if draw(st.booleans()) else flow(draw, merged)}{end}")
        value = {key: item for key, item in value.items() if key not in merged}
    for key, item in value.items():
        times = 2 if draw(st.integers(0, 199)) == 199 else 1
        twice += [key] * (times - 1)
        for _ in range(times):
            head = f"{pad}{scalar(draw, key)}:"
            if (again := referring(draw, item, known)) and draw(st.booleans()):
                lines.append(f"{head} {again}{end}")
            elif isinstance(item, list | dict) and item and draw(st.integers(0, 9)) > 7:
                lines.append(f"{head} {anchored(draw, item, known)}{end}")
            elif isinstance(item, dict) and item and draw(st.booleans()):
                inner = block(draw, item, indent + draw(st.sampled_from([1, 2, 4])), end, twice, known)
                lines.append(f"{head}{end}{inner}")
            else:
                lines.append(f"{head} {flow(draw, item)}{end}")
    return "".join(lines)


@st.composite
def texts(draw, value):
    """Return a mapping as YAML, and the keys that are in it twice."""
    twice: list[str] = []
    end = draw(st.sampled_from(LINE_ENDS))
    text = block(draw, value, 0, end, twice, {}) if value and draw(st.integers(0, 9)) else flow(draw, value) + end
    return draw(st.sampled_from(["", "", "\ufeff", f"---{end}", f"# a config{end}"])) + text, twice
