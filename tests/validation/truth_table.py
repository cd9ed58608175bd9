#!/usr/bin/env python3
"""Prints the truth table as Markdown: every row that the validation tests print, in the order of the tests.

    python3 tests/validation/truth_table.py build/ci            prints it
    python3 tests/validation/truth_table.py build/ci --write    puts it into README.md, in the place of the old one
"""
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
HEADER = "| row | exact | measured | +- | holds |\n|---|---|---|---|---|\n"


def rows(build):
    """Every line of a test that begins as a row; the tests are those that CMakeLists.txt names."""
    names = re.search(r"foreach\(name ([\w ]+)\)", (HERE / "CMakeLists.txt").read_text()).group(1).split()
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    for name in names:
        test = build / "tests" / "validation" / f"validation_{name}_test"
        said = subprocess.run([test], capture_output=True, text=True, env=env)
        yield from (line for line in said.stdout.splitlines() if line.startswith("| "))
        if said.returncode != 0:
            print(f"{test.name} failed", file=sys.stderr)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    table = HEADER + "".join(line + "\n" for line in rows(pathlib.Path(sys.argv[1])))
    if "--write" not in sys.argv:
        print(table, end="")
        return
    readme = HERE / "README.md"
    before, _, rest = readme.read_text().partition(HEADER)
    after = re.sub(r"\A(\|[^\n]*\n)*", "", rest)
    readme.write_text(before + table + after)


if __name__ == "__main__":
    main()
