#!/usr/bin/env python3
"""Checks the rules of the house that no compiler knows. usage: tidy.py ROOT"""
import sys

sys.dont_write_bytecode = True

from checks import layering, shape, size, words  # noqa: E402
from tree import Tree  # noqa: E402

CHECKS = [layering, size, words, shape]


def problems(tree):
    found = {str(problem): problem for check in CHECKS for problem in check.check(tree)}
    return sorted(found.values(), key=lambda p: (p.path, p.line, p.sentence))


def main(root):
    tree = Tree.read(root)
    found = problems(tree)
    for problem in found:
        print(problem)
    print(f"{len(tree.files)} files, {len(found)} problems")
    return 1 if found or not tree.files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
