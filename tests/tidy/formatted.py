#!/usr/bin/env python3
"""Checks that clang-format would change nothing. usage: formatted.py CLANG_FORMAT ROOT"""
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from tree import CXX, Tree  # noqa: E402


def main(clang_format, root):
    files = [str(Path(root) / file.path) for file in Tree.read(root).files if file.suffix in CXX]
    if not files:
        print(f"{root}: no C++ file found")
        return 1
    answer = subprocess.run([clang_format, "--style=file", "--dry-run", "-Werror", *files], capture_output=True, text=True)
    print(answer.stderr, end="")
    if answer.returncode:
        print("mend with: git ls-files '*.cpp' '*.h' | xargs clang-format -i")
    return answer.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
