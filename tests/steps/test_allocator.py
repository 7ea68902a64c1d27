import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource
from hotcold.steps.allocator import keep_freed_memory
{call}
seen = []
for _ in range(10):
    for megabytes in (1, 8, 16):
        bytearray(megabytes << 20)
    seen.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
print(seen[-1] - seen[0])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="not glibc: its allocator is left as it is")
def test_freed_memory_is_used_again():
    """Counted in pages that the kernel had to provide."""

    def faults(call):
        return int(subprocess.check_output([sys.executable, "-c", FAULTS.format(call=call)]))

    assert faults("keep_freed_memory()") < faults("") / 10
