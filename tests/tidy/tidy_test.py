#!/usr/bin/env python3
"""Every rule catches the violation it is there for, and leaves what is right alone."""
import sys
import unittest

sys.dont_write_bytecode = True

from checks import layering, shape, size, words  # noqa: E402
from tree import SourceFile, Tree  # noqa: E402



def found(check, path, text, **others):
    return [str(p) for p in check(Tree([SourceFile(path, text), *(SourceFile(k, v) for k, v in others.items())]))]


class Layering(unittest.TestCase):
    def test_the_topology_may_not_see_the_run(self):
        problems = found(layering.check, "emulator/topology/a.cpp", '#include "run/run.h"\n')
        self.assertEqual(len(problems), 1)
        self.assertTrue(problems[0].startswith("emulator/topology/a.cpp:1: topology may not include"))

    def test_a_room_may_see_what_its_rooms_see(self):
        self.assertEqual(found(layering.check, "app/command/a.cpp", '#include "base/units.h"\n#include "io/architecture_text.h"\n'), [])

    def test_the_header_of_a_fault_stops_at_the_topology(self):
        self.assertTrue(found(layering.check, "emulator/faults/a.h", '#include "kernel/levers.h"\n'))
        self.assertEqual(found(layering.check, "emulator/faults/a.cpp", '#include "kernel/levers.h"\n'), [])

    def test_a_scenario_does_not_reach_the_kernel_through_faults(self):
        self.assertTrue(found(layering.check, "emulator/scenario/a.h", '#include "kernel/event.h"\n'))

    def test_no_qt_in_emulator_and_manifests(self):
        for path in ("emulator/base/a.cpp", "app/manifests/a.cpp"):
            self.assertTrue(found(layering.check, path, "#include <QString>\n"), path)
        self.assertEqual(found(layering.check, "app/document/a.h", "#include <QString>\n"), [])

    def test_cmake_may_not_link_upwards(self):
        self.assertTrue(found(layering.check, "emulator/CMakeLists.txt", "spillway_room(kernel emulator/kernel base run)\n"))
        self.assertEqual(found(layering.check, "emulator/CMakeLists.txt", "spillway_room(kernel emulator/kernel base LIBS fmt::fmt)\n"), [])

    def test_a_room_nobody_planned_is_noticed(self):
        self.assertTrue(found(layering.check, "app/extras/a.cpp", ""))


class Size(unittest.TestCase):
    def test_a_long_file_needs_a_reason(self):
        self.assertTrue(found(size.check, "app/canvas/a.cpp", "int a;\n" * 501))
        self.assertEqual(found(size.check, "app/canvas/a.cpp", "int a;\n" * 500), [])

    def test_a_long_function_is_found_inside_namespaces_and_classes(self):
        body = "    f();\n" * 70
        for shape_of in ("void f() {\n%s}\n", "namespace a {\nclass B {\n    void f() const {\n%s    }\n};\n}\n",
                         "template <class T>\nauto f(T t) -> int {\n%s}\n", "A::A() : m_a{1}, m_b{f({2})} {\n%s}\n"):
            self.assertEqual(len(found(size.check, "app/canvas/a.cpp", shape_of % body)), 1, shape_of)

    def test_short_functions_and_long_tables_pass(self):
        text = "void f() {\n%s}\nconstexpr int table[] = {\n%s};\n" % ("    f();\n" * 60, "    1,\n" * 200)
        self.assertEqual(found(size.check, "app/canvas/a.cpp", text), [])

    def test_braces_in_strings_and_comments_do_not_count(self):
        text = 'void f() { g("{"); } // {\nvoid h() { k(\'{\'); }\n' + "int a;\n" * 80
        self.assertEqual(found(size.check, "app/canvas/a.cpp", text), [])


class Words(unittest.TestCase):
    def test_empty_names(self):
        for name in ("RunManager", "PathUtils", "DragHelper", "EventHandler", "NodeProcessor"):
            self.assertTrue(found(words.check, "app/canvas/a.cpp", f"class {name} {{}};\n"), name)
        self.assertTrue(found(words.check, "app/canvas/path_utils.cpp", ""))
        self.assertEqual(found(words.check, "app/canvas/a.cpp", "void handle();\nqInstallMessageHandler(f);\n"), [])

    def test_what_breaks_repeatability(self):
        for code in ("std::normal_distribution<double> d;", "int i = rand();", "std::random_device r;", "auto v = std::views::all(x);"):
            self.assertTrue(found(words.check, "tests/run/a.cpp", code + "\n"), code)
        self.assertEqual(found(words.check, "tests/run/a.cpp", "// not rand()\nint operand(int);\n"), [])

    def test_clocks_belong_outside_the_emulator(self):
        code = "auto t = std::chrono::steady_clock::now();\n"
        self.assertTrue(found(words.check, "emulator/kernel/a.cpp", code))
        self.assertEqual(found(words.check, "emulator/run/a.cpp", code), [])
        self.assertEqual(found(words.check, "app/session/a.cpp", code), [])

    def test_includes_by_room(self):
        self.assertTrue(found(words.check, "app/canvas/a.cpp", '#include "../b.h"\n'))

    def test_unfinished_work_and_machine_paths(self):
        self.assertTrue(found(words.check, "app/canvas/a.cpp", "// TODO later\n"))
        self.assertTrue(found(words.check, "tests/a.sh", "ls /" + "work/shared\n"))
        self.assertEqual(found(words.check, "tests/a.sh", "ls build/work/shared ../root/a\n"), [])

    def test_headers_are_guarded(self):
        self.assertTrue(found(words.check, "app/canvas/a.h", "int a;\n"))


class Shape(unittest.TestCase):
    def test_line_ends(self):
        self.assertTrue(found(shape.check_line_ends, "app/canvas/a.cpp", "int a; \n"))
        self.assertTrue(found(shape.check_line_ends, "app/canvas/a.cpp", "\tint a;\n"))
        self.assertTrue(found(shape.check_line_ends, "app/canvas/a.cpp", "int a;"))
        self.assertEqual(found(shape.check_line_ends, "tests/io/broken/a.spillway", "a: 1 \n"), [])

    def test_a_room_has_a_map(self):
        self.assertIn("emulator/base: a room without a README.md: its map and its decisions",
                      found(shape.check_maps, "emulator/base/a.h", "", **{"emulator/README.md": "word " * 40}))
        self.assertEqual(found(shape.check_maps, "examples/a.spillway", "", **{"examples/README.md": "word " * 40}), [])

    def test_a_node_kind_has_an_icon(self):
        table = 'constexpr auto names(NodeKind) {\n return std::array<X, 2>{{ {queue, "queue"}, {topic, "topic"} }};\n}\n'
        problems = found(shape.check_icons, "emulator/topology/node_kind.h", table, **{"resources/icons/node-queue.svg": "<svg/>"})
        self.assertEqual(len(problems), 1)
        self.assertIn("topic", problems[0])

    def test_a_test_is_registered(self):
        top = {"tests/CMakeLists.txt": "add_subdirectory(io)\n"}
        self.assertTrue(found(shape.check_registration, "tests/io/b_test.cpp", "", **top, **{"tests/io/CMakeLists.txt": "spillway_test(a SOURCES a_test.cpp)"}))
        self.assertEqual(found(shape.check_registration, "tests/io/a_test.cpp", "", **top, **{"tests/io/CMakeLists.txt": "spillway_test(a SOURCES a_test.cpp)"}), [])
        self.assertTrue(found(shape.check_registration, "tests/run/CMakeLists.txt", "", **top))


if __name__ == "__main__":
    unittest.main()
