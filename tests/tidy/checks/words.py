"""Names we do not use and constructs that break a promise (determinism, layering, a portable tool chain)."""
import re

from tree import Problem

BAD_NAME = re.compile(r"\b(?:class|struct|enum(?:\s+class)?|union|using|namespace|concept)\s+(\w*(?:Manager|Helper|Utils?|Processor|Handler)(?:[A-Z]\w*)?)\b")
BAD_FILE = re.compile(r"(?:^|_)(?:manager|helpers?|utils?|processor|handler|misc|common|stuff)(?:_|\.|$)|(?:Manager|Helper|Utils?|Processor)(?=[A-Z.])")

# (pattern, where, what to use instead)
EVERYWHERE = [
    (re.compile(r"std::\w+_distribution\b"), "its algorithm is unspecified: use base/random.h"),
    (re.compile(r"\bs?rand\s*\("), "use base/random.h"),
    (re.compile(r"std::(?:random_device|default_random_engine)\b"), "runs repeat from their seed"),
    (re.compile(r"std::(?:ranges::)?views\b"), "clang 14 does not compile it: use an algorithm"),
    (re.compile(r"^\s*#\s*include\s+<(?:format|expected|source_location|print)>"), "not in our two compilers"),
    (re.compile(r'^\s*#\s*include\s+"\.\.?/'), 'include by room: "room/file.h"'),
    (re.compile(r"\busing\s+namespace\s+std\s*;"), "name what you use"),
    (re.compile(r"\bconst_cast\s*<"), "an address or a promise is being broken"),
]
IN_EMULATOR = [
    (re.compile(r"std::mt19937\w*"), "use base/random.h: one stream per node and purpose"),
    (re.compile(r"(?:std::chrono::)?\b(?:system|steady|high_resolution)_clock\b"), "no wall clock in the emulator: simulated time only"),
    (re.compile(r"\b(?:clock_gettime|gettimeofday|std::time)\s*\("), "no wall clock in the emulator"),
    (re.compile(r"^\s*#\s*include\s+<(?:ctime|sys/time\.h|random)>"), "no wall clock and no std:: randomness in the emulator"),
]
# run/ alone measures how long a run took; the number is no part of its result.
MAY_READ_A_CLOCK = ("emulator/run/",)

UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.}/-])/(?:work|root|home/\w+)/")
TEXT = {".h", ".cpp", ".qml", ".js", ".py", ".md", ".txt", ".cmake", ".yaml", ".yml", ".json", ".spillway", ".sh", ".in", ""}


def check(tree):
    for file in tree.files:
        if BAD_FILE.search(file.name) and file.suffix in (".h", ".cpp", ".qml", ".py"):
            yield Problem(file.path, 0, "the name says nothing about the domain")
        if file.suffix in (".h", ".cpp"):
            yield from check_cxx(file)
        if file.suffix in TEXT and not file.is_under("tests/tidy") and file.name != "LICENSE":
            yield from check_text(file)


def check_cxx(file):
    patterns = EVERYWHERE + (IN_EMULATOR if is_timeless(file) else [])
    for number, line in enumerate(file.lines, 1):
        code = line.split("//")[0]
        match = BAD_NAME.search(code)
        if match:
            yield Problem(file.path, number, f"{match.group(1)}: a word we do not use in names")
        for pattern, instead in patterns:
            if pattern.search(code):
                yield Problem(file.path, number, f"{pattern.search(code).group().strip()}: {instead}")
    if file.suffix == ".h" and "#pragma once" not in file.text:
        yield Problem(file.path, 0, "a header without #pragma once")


def is_timeless(file):
    return file.is_under("emulator") and not file.path.startswith(MAY_READ_A_CLOCK)


def check_text(file):
    for number, line in enumerate(file.lines, 1):
        match = UNFINISHED.search(line)
        if match and file.suffix in (".h", ".cpp", ".qml", ".js", ".py", ".md", ".cmake"):
            yield Problem(file.path, number, f"{match.group()}: finish it or leave it out")
        if MACHINE_PATH.search(line):
            yield Problem(file.path, number, "a path of one machine")
