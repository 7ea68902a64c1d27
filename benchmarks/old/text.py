"""The measurements to read: the goals first, then a table for each group."""

import pandas as pd

from hotcold.bench.goals import judge

EXPLANATION = (
    "Medians, with the lowest and highest of the repeats in brackets. A ratio compares rates measured in the same"
    " round, and is the median of the rounds'. GFLOP/s are counted operations over measured time, and their share is"
    " of a matrix product's rate in the same precision, in the same rounds; above 100 % the product's library is not"
    " the fastest there, as with float32 on some CPUs. `usual` is a DataLoader of PIL images,"
    " float32, PyTorch's own layers and layout, default Adam; every `+` adds one thing, and `+ bfloat16` is what the"
    " study does at the report's scale, where training has Adam, on hardware that multiplies it natively."
    " The usual loop, float32 sampling and the peers run in a process whose memory allocator is as it comes;"
    " `+ kept memory` keeps what is freed, and `+ channels-last` has the study's layers for that layout."
    " Orchestration means something only for a study made in one go with"
    " `make all`: then no pause between its jobs is long. Peers train and sample Gaussian"
    " diffusion, and so do ours beside them."
)


def to_text(table: pd.DataFrame) -> str:
    """Return the whole table as Markdown."""
    machine = table.iloc[0]
    device = "no GPU" if machine["device"] == "cpu" else machine["device"]
    sections = [
        "# Benchmark",
        f"{machine['cpu']}, {machine['cores']} cores, {device}; {machine['threads']} threads;"
        f" PyTorch {machine['torch']}.",
        EXPLANATION,
        "## Goals",
        judge(table).to_markdown(index=False),
    ]
    for group, rows in table.groupby("group", sort=False):
        body = pd.DataFrame([_cells(row) for _, row in rows.iterrows()])
        empty = [name for name in body if (body[name] == "").all()]
        sections += [f"## {str(group).capitalize()}", body.drop(columns=empty).to_markdown(index=False)]
    return "\n\n".join(sections) + "\n"


def _cells(row: pd.Series) -> dict[str, str]:
    per_second = row["unit"].endswith("/s")
    return {
        "network": row["network"],
        "variant": row["variant"],
        "precision": row["precision"],
        "quantity": row["quantity"],
        "value": f"{_range(row, 'value', 'low', 'high')} {row['unit']}".strip(),
        "ratio": "" if pd.isna(row["ratio"]) else _range(row, "ratio", "ratio_low", "ratio_high"),
        "to": row["baseline"],
        "GFLOP/s": f"{row['value'] * row['flops'] / 1e9:.4g}" if per_second and pd.notna(row["flops"]) else "",
        "share": "" if pd.isna(row["share"]) else f"{row['share']:.0%}",
        "repeats": str(row["repeats"]),
    }


def _range(row: pd.Series, value: str, low: str, high: str) -> str:
    spread = f" [{row[low]:.3g}–{row[high]:.3g}]" if row["repeats"] > 1 else ""
    return f"{row[value]:.4g}{spread}"
