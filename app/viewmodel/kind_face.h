#pragma once

#include "topology/topology.h"

#include <QString>

#include <span>

namespace spillway {

// How a node kind is shown: its name, its group in the palette and one sentence about it.
struct KindFace {
    NodeKind kind;
    const char* name;
    const char* group;
    const char* help;
};

// In the order of the palette.
std::span<const KindFace> kindFaces();
const KindFace& faceOf(NodeKind kind);

// "kubernetes", "lambda": the word of an enumerator.
template <class E>
QString wordOf(E value) {
    for (const auto& name : names(value)) {
        if (name.value == value) return QString::fromLatin1(name.word.data(), static_cast<qsizetype>(name.word.size()));
    }
    return {};
}

// "Azure Functions"; nothing for one that is not stated.
QString nameOf(Platform platform);

// "Function · Lambda · 512 MiB", under the title of the inspector.
QString subtitleOf(const Node& node);

}  // namespace spillway
