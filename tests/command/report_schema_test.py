#!/usr/bin/env python3
"""What `run --json` prints is what resources/schemas describes, key by key. usage: report_schema_test.py PROGRAM SOURCE"""
import json
import subprocess
import sys
import unittest
from pathlib import Path

import jsonschema

PROGRAM, SOURCE = sys.argv[1], Path(sys.argv[2])
SCHEMA = json.loads((SOURCE / "resources/schemas/run-report.schema.json").read_text())


def report_of(example, *options):
    ran = subprocess.run([PROGRAM, "run", str(SOURCE / "examples" / example), "--json", "--no-store", *options],
                         capture_output=True, check=True)
    return json.loads(ran.stdout)


class ReportSchema(unittest.TestCase):
    def setUp(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        self.judge = jsonschema.Draft202012Validator(SCHEMA)

    def test_every_example_prints_what_is_described(self):
        for file in sorted((SOURCE / "examples").glob("*.spillway")):
            problems = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in self.judge.iter_errors(report_of(file.name, "--until", "20s"))]
            self.assertEqual(problems[:5], [], file.name)

    def test_a_run_that_fails_prints_what_is_described(self):
        report = report_of("checkout.spillway", "--until", "4m20s")
        self.assertTrue(report["failed"])
        self.assertTrue(report["decisions"])
        self.assertEqual(list(self.judge.iter_errors(report)), [])

    def test_every_key_has_a_meaning(self):
        def speechless(node, path):
            if not isinstance(node, dict):
                return
            for name, value in node.get("properties", {}).items():
                # A part that is described elsewhere, or says all by its values.
                if not any(k in value for k in ("description", "$ref", "enum")) and value.get("type") != "boolean":
                    yield f"{path}/{name}"
                yield from speechless(value, f"{path}/{name}")
            yield from speechless(node.get("items"), path)
            for name, value in node.get("$defs", {}).items():
                yield from speechless(value, name)

        self.assertEqual(list(speechless(SCHEMA, "")), [])

    def test_the_judge_notices_a_key_nobody_described(self):
        report = report_of("checkout.spillway", "--until", "2s")
        report["nodes"][0]["mood"] = "good"
        self.assertTrue(list(self.judge.iter_errors(report)))


class FaultsSchema(unittest.TestCase):
    def test_what_faults_prints_is_described(self):
        schema = json.loads((SOURCE / "resources/schemas/faults.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        ran = subprocess.run([PROGRAM, "faults", str(SOURCE / "examples/metastable.spillway"), "--json", "--pairs",
                              "--kind", "outage", "--for", "5s"], capture_output=True, check=True)
        found = json.loads(ran.stdout)
        self.assertEqual(list(jsonschema.Draft202012Validator(schema).iter_errors(found)), [])
        self.assertTrue([trial for trial in found["faults"] if trial["second"] is None])
        self.assertTrue([trial for trial in found["faults"] if trial["second"]])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
