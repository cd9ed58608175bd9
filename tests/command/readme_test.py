#!/usr/bin/env python3
"""The tour of the README works as it is written there, command by command. usage: readme_test.py PROGRAM SOURCE"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM, SOURCE = Path(sys.argv[1]), Path(sys.argv[2])
README = (SOURCE / "README.md").read_text()


def tour():
    """The indented lines of the section, without the one that finds the program."""
    section = README.split("## Five minutes", 1)[1].split("\n## ", 1)[0]
    commands = [line[4:] for line in section.split("\n") if line.startswith("    ")]
    return [line for line in commands if line.strip() and not line.startswith("PATH=")]


class Readme(unittest.TestCase):
    def test_every_command_of_the_tour_succeeds(self):
        self.assertGreater(len(tour()), 8)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(SOURCE / "examples", Path(folder, "examples"))
            environment = {**os.environ, "SPILLWAY_RUNS": str(Path(folder, "runs.sqlite")),
                           "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"}
            for command in tour():
                ran = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
                self.assertEqual(ran.returncode, 0, f"{command}\n{ran.stdout}{ran.stderr}")

    def test_what_it_points_to_is_there(self):
        for target in re.findall(r"\]\(([^)#:]+)\)", README):
            self.assertTrue((SOURCE / target).exists(), target)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
