"""The files of a source tree, as the checks see them."""
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

SKIPPED = {".git", "build", ".cache", "node_modules", "__pycache__", "Testing"}
CODE = {".h", ".cpp", ".qml", ".js", ".py"}
CXX = {".h", ".cpp"}


@dataclass(frozen=True)
class Problem:
    path: str
    line: int  # 0: the file as a whole
    sentence: str

    def __str__(self):
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.sentence}"


@dataclass
class SourceFile:
    path: str  # relative to the root, with forward slashes
    text: str

    @property
    def suffix(self):
        return os.path.splitext(self.path)[1]

    @property
    def folder(self):
        return os.path.dirname(self.path)

    @property
    def name(self):
        return os.path.basename(self.path)

    @cached_property
    def lines(self):
        return self.text.split("\n")

    def is_under(self, folder):
        return self.path.startswith(folder + "/")


@dataclass
class Tree:
    files: list = field(default_factory=list)

    @staticmethod
    def read(root):
        tree = Tree()
        for folder, names, files in os.walk(root):
            names[:] = sorted(n for n in names if n not in SKIPPED)
            for name in sorted(set(files) - SKIPPED):
                path = Path(folder, name)
                try:
                    text = path.read_bytes().decode("utf-8")
                except (UnicodeDecodeError, OSError):
                    continue  # a picture, a socket, a dangling link
                tree.files.append(SourceFile(path.relative_to(root).as_posix(), text))
        return tree

    def cxx(self):
        return [f for f in self.files if f.suffix in CXX]

    def code(self):
        return [f for f in self.files if f.suffix in CODE]

    def find(self, path):
        return next((f for f in self.files if f.path == path), None)
