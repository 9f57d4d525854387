"""Run every benchmark, or those named: `python -m bench [engine gateway ...]`. Prints one table after another."""

import os
import subprocess
import sys
import time
from pathlib import Path

ORDER = ("engine", "agent", "gateway", "sandbox", "startup", "basic", "api", "knowledge")


def contention() -> float:
    """Wall time over CPU time of a fixed loop: 1.0 on an idle core, 2.0 when it is shared by two."""
    wall, cpu, total = time.perf_counter(), time.process_time(), 0
    for i in range(2_000_000):
        total += i * i
    return (time.perf_counter() - wall) / max(time.process_time() - cpu, 1e-6)


def main() -> int:
    """Command line; the exit code counts the benchmarks that failed."""
    names = sys.argv[1:] or ORDER
    root = Path(__file__).resolve().parent.parent
    failed = 0
    for name in names:
        load = os.getloadavg()[0]
        print(f"\n## {name}   (load {load:.1f}, contention {contention():.2f})\n", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=root, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
