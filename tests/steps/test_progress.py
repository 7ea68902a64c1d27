import re

from hotcold.steps.progress import progress


def test_a_log_gets_lines_that_can_be_read(capsys, monkeypatch):
    """One at the start and one at the end of what takes no time; it goes on from what was done, or counts."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: False, raising=False)
    with progress(2000, "training", done=500) as bar:
        bar.update(1500)
    lines = capsys.readouterr().err.split("\n")
    assert "\r" not in "".join(lines)
    shown = [re.fullmatch(r"training: (\S+)/2\.00k \[\d\d:\d\d<\S+, .*images/s\]", line) for line in lines if line]
    assert [line[1] for line in shown] == ["500", "2.00k"]
    with progress(None, "scoring", unit="test") as bar:
        bar.update(3)
    last = capsys.readouterr().err.rstrip().split("\n")[-1]
    assert re.fullmatch(r"scoring: 3\.00/\S+ \[.*tests/s\]", last), last
