"""The house itself: a map in every room, an icon for every node kind, every test registered, clean line ends."""
import re

from tree import Problem

PLAIN = {".h", ".cpp", ".qml", ".js", ".py", ".md", ".cmake", ".spillway"}
WITHOUT_ROOM = {"resources/icons"}


def check(tree):
    yield from check_line_ends(tree)
    yield from check_registration(tree)


def check_line_ends(tree):
    for file in tree.files:
        if file.suffix not in PLAIN and file.name != "CMakeLists.txt":
            continue
        if is_sample(file.path):
            continue
        for number, line in enumerate(file.lines, 1):
            if line != line.rstrip():
                yield Problem(file.path, number, "spaces at the end of the line")
            if "\t" in line and file.suffix in (".h", ".cpp", ".qml", ".py"):
                yield Problem(file.path, number, "a tab")
        if file.text and not file.text.endswith("\n"):
            yield Problem(file.path, len(file.lines), "no line end at the end of the file")


def is_sample(path):
    """Recorded or deliberately broken input of a test."""
    return bool(re.match(r"tests/.*/(?:data|golden|samples|broken|input)/", path))


def rooms(tree):
    found = set()
    for file in tree.files:
        parts = file.path.split("/")
        if parts[0] in ("emulator", "app") and len(parts) > 2:
            found |= {parts[0], "/".join(parts[:2])}
        elif parts[0] in ("qml", "resources", "examples", "tests") and len(parts) > 1:
            found.add(parts[0])
    return sorted(found - WITHOUT_ROOM)


def check_maps(tree):
    for room in rooms(tree):
        readme = tree.find(f"{room}/README.md")
        if readme is None:
            yield Problem(room, 0, "a room without a README.md: its map and its decisions")
        elif len(readme.text.strip()) < 80:
            yield Problem(readme.path, 0, "says nothing")


def check_icons(tree):
    table = tree.find("emulator/topology/node_kind.h")
    if table is None:
        return
    block = re.search(r"names\(NodeKind\).*?\}\};", table.text, re.S)
    for kind in re.findall(r'"(\w+)"', block.group()) if block else []:
        icon = f"resources/icons/node-{kind}.svg"
        if tree.find(icon) is None:
            yield Problem(icon, 0, f"the node kind {kind} has no icon")


def check_registration(tree):
    top = tree.find("tests/CMakeLists.txt")
    for file in tree.files:
        if not file.is_under("tests"):
            continue
        if file.name == "CMakeLists.txt" and file.path != "tests/CMakeLists.txt":
            yield from check_folder_registration(tree, file, top)
        if re.search(r"(?:_test|^tst_\w+)\.(?:cpp|py)$", file.name):
            nearest = nearest_list(tree, file.folder)
            if nearest is None or not mentions(nearest.text, file):
                yield Problem(file.path, 0, "a test that no CMakeLists.txt runs")


def check_folder_registration(tree, file, top):
    parent = nearest_list(tree, file.folder.rsplit("/", 1)[0])
    name = file.folder[len(parent.folder) + 1:] if parent else file.folder
    if parent is None or not re.search(rf"add_subdirectory\(\s*{re.escape(name)}\s*\)", parent.text):
        yield Problem(file.path, 0, f"not added by {parent.path if parent else top.path if top else 'tests/CMakeLists.txt'}")


def nearest_list(tree, folder):
    while folder:
        found = tree.find(f"{folder}/CMakeLists.txt")
        if found:
            return found
        folder = folder.rpartition("/")[0]
    return None


def mentions(text, file):
    stem = file.name.rsplit(".", 1)[0]
    return file.name in text or re.search(rf"\b{re.escape(stem)}\b", text) or "GLOB" in text or "foreach" in text and stem.removesuffix("_test") in text
