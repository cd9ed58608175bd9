#!/usr/bin/env python3
"""Bugs planted on purpose are caught by the swarm, and without one it is silent. usage: planted_test.py FOLDER_OF_PROGRAMS"""
import subprocess
import sys
import unittest
from pathlib import Path

PROGRAMS = Path(sys.argv[1])
CASES = "60"


def swarm(name):
    """Whether it noticed anything, and what it said. A run that never ends has been noticed too."""
    try:
        ran = subprocess.run([PROGRAMS / f"{name}_swarm", CASES], capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        return True, "it does not end"
    return ran.returncode != 0, (ran.stdout + ran.stderr).strip()


class PlantedBugs(unittest.TestCase):
    def test_without_a_bug_it_is_silent(self):
        self.assertEqual(swarm("sound"), (False, f"nothing in {CASES} cases"))

    def test_every_bug_is_caught(self):
        for bug in ("lost_response", "double_release", "surviving_timer"):
            with self.subTest(bug):
                caught, said = swarm(bug)
                print(f"{bug}: {said}", flush=True)
                self.assertTrue(caught)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
