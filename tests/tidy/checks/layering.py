"""Who may include whom. CMake makes a wrong include impossible; this says why, and guards the CMake files themselves."""
import re

from tree import Problem

# Each room and the rooms it may include directly; what those may include, it may too.
ROOMS = {
    "emulator/base": [],
    "emulator/topology": ["base"],
    "emulator/faults": ["topology", "kernel"],
    "emulator/scenario": ["topology", "faults"],
    "emulator/io": ["scenario", "workflow", "platforms"],
    "emulator/metrics": ["base"],
    "emulator/policies": ["topology"],
    "emulator/platforms": ["topology", "policies"],
    "emulator/workflow": ["topology", "platforms"],
    "emulator/kernel": ["base", "metrics", "policies"],
    "emulator/nodes": ["kernel", "policies", "platforms", "metrics", "topology", "scenario", "workflow"],
    "emulator/run": ["nodes", "faults", "scenario", "metrics", "policies", "platforms"],
    "emulator/analysis": ["run"],
    "app/document": ["io"],
    "app/manifests": ["io"],
    "app/store": ["run", "io"],
    "app/session": ["run", "document", "manifests", "store"],
    "app/gateway": ["session"],
    "app/viewmodel": ["session", "analysis"],
    "app/canvas": ["viewmodel"],
    "app/charts": ["viewmodel"],
    "app/command": ["session", "analysis"],
    "app/desktop": ["canvas", "charts"],
}
# Scenarios hold faults as plain data: their headers stop at the topology, only their sources pull the kernel's levers.
FAULT_HEADERS_MAY = ["topology"]

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')
ROOM_LINE = re.compile(r"spillway_room\((\w+)\s+([\w/]+)([^)]*)\)")
NO_QT = ("emulator/", "app/manifests/")


def room_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else None


def short(room):
    return room.split("/")[1]


def reachable(names):
    by_name = {short(room): deps for room, deps in ROOMS.items()}
    # Reached from a scenario, `faults` is data only.
    by_name["faults"] = FAULT_HEADERS_MAY
    found, open_names = set(), list(names)
    while open_names:
        name = open_names.pop()
        if name not in found:
            found.add(name)
            open_names += by_name.get(name, [])
    return found


def allowed(file):
    room = room_of(file.path)
    direct = ROOMS[room]
    if room == "emulator/faults" and file.suffix == ".h":
        direct = FAULT_HEADERS_MAY
    return reachable(direct) | {short(room)}


def check(tree):
    known = {short(room) for room in ROOMS}
    for file in tree.cxx():
        if not file.path.startswith(("emulator/", "app/")) or room_of(file.path) is None:
            continue
        if room_of(file.path) not in ROOMS:
            yield Problem(file.path, 0, f"{room_of(file.path)} is no room of the house: add it to tests/tidy/checks/layering.py")
            continue
        may = allowed(file)
        for number, line in enumerate(file.lines, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            own, system = match.groups()
            if own and own.split("/")[0] in known and own.split("/")[0] not in may:
                yield Problem(file.path, number, f'{short(room_of(file.path))} may not include "{own}": '
                              f"it may see only {', '.join(sorted(may))}")
            if system and re.match(r"Q[A-Z]|Qt", system) and file.path.startswith(NO_QT):
                yield Problem(file.path, number, f"no Qt here: <{system}>")
    yield from check_cmake(tree)


def check_cmake(tree):
    for file in tree.files:
        if file.name != "CMakeLists.txt" or not file.path.startswith(("emulator/", "app/")):
            continue
        for number, line in enumerate(file.lines, 1):
            for name, folder, rest in ROOM_LINE.findall(line):
                linked = [w for w in rest.split("LIBS")[0].split() if w not in ("MOC", "fault_data")]
                if folder not in ROOMS:
                    yield Problem(file.path, number, f"{folder} is no room of the house")
                    continue
                for other in sorted(set(linked) - reachable(ROOMS[folder])):
                    if folder != "emulator/faults" or other != "kernel":
                        yield Problem(file.path, number, f"{name} may not link {other}")
