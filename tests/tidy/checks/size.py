"""One idea a file, one page a function."""
import re

from tree import Problem

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70

# Files that are longer, each with its reason.
JUSTIFIED = {
    "emulator/base/text.cpp": "one grammar: reading and writing of a quantity stand side by side, so that one cannot change alone",
}

CONTAINER = re.compile(r"^(?:inline\s+|export\s+|typedef\s+|static\s+)*(?:namespace|class|struct|union|enum|extern)\b")
TEMPLATE = re.compile(r"^template\s*<(?:[^<>]|<[^<>]*>)*>\s*(?:requires\s+[^{;]*?\)\s*)?")


def without_comments_and_literals(text):
    """The same text, same line numbers, with comments, strings, characters and preprocessor lines blanked."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*',
        re.S | re.M)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def functions(text):
    """Yields (first line, last line) of every function body at namespace or class scope."""
    text = without_comments_and_literals(text)
    containers = []      # one entry per open namespace or class
    header_start = 0     # where the text before the next brace begins
    position = 0
    while position < len(text):
        char = text[position]
        if char == ";":
            header_start = position + 1
        elif char == "}":
            if containers:
                containers.pop()
            header_start = position + 1
        elif char == "{":
            header = TEMPLATE.sub("", text[header_start:position].strip())
            if CONTAINER.match(header) and not re.search(r"\)\s*(?:const|noexcept|override|\s)*$", header):
                containers.append(position)
                header_start = position + 1
            else:
                end = closing(text, position)
                after = re.match(r"\s*([,{]?)", text[end + 1:]).group(1)
                if "(" in header and not after:
                    start = header_start + len(text[header_start:position]) - len(text[header_start:position].lstrip())
                    yield text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
                if not after:
                    header_start = end + 1
                position = end
        position += 1


def closing(text, opening):
    depth = 0
    for position in range(opening, len(text)):
        if text[position] == "{":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    return len(text) - 1


def check(tree):
    for file in tree.files:
        if file.suffix not in (".h", ".cpp", ".qml"):
            continue
        count = len(file.text.splitlines())
        if count > FILE_LINES_MAX and file.path not in JUSTIFIED:
            yield Problem(file.path, 0, f"{count} lines (most {FILE_LINES_MAX}): split it, or justify it in tests/tidy/checks/size.py")
        if file.suffix == ".qml":
            continue
        for first, last in functions(file.text):
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield Problem(file.path, first, f"a function of {last - first + 1} lines (most {FUNCTION_LINES_MAX})")
