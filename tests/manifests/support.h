#pragma once

#include "manifests/importer.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QString>
#include <QStringList>

#include <algorithm>
#include <string>
#include <vector>

// What the tests of this room share: files, drawings as text, goldens.
namespace spillway::testing {

inline QString sourceFolder() { return qEnvironmentVariable("SPILLWAY_SOURCE"); }

// Recorded real input and the judges; not part of the repository.
inline QString sharedFolder() {
    return qEnvironmentVariable("SPILLWAY_SHARED", sourceFolder() + QStringLiteral("/../shared"));
}

inline QByteArray readAll(const QString& path) {
    QFile file{path};
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray{};
}

inline SourceText source(const QString& path, const QString& shownAs) {
    return {shownAs.toStdString(), readAll(path).toStdString()};
}

// The .yaml and .yml files right in a folder, by name.
inline std::vector<SourceText> sourcesIn(const QString& folder) {
    std::vector<SourceText> texts;
    for (const QString& name :
         QDir{folder}.entryList({QStringLiteral("*.yaml"), QStringLiteral("*.yml")}, QDir::Files, QDir::Name)) {
        texts.push_back(source(folder + QLatin1Char('/') + name, QDir{folder}.dirName() + QLatin1Char('/') + name));
    }
    return texts;
}

// "service api" and "api -> db", one a line: what was drawn.
inline std::string drawn(const Topology& topology) {
    std::string text;
    for (const Node& node : topology.nodes) {
        text += std::string{names(NodeKind{})[static_cast<std::size_t>(node.kind())].word} + ' ' + node.id +
                (node.in.empty() ? "" : " in " + node.in) + '\n';
    }
    for (const Flow& flow : topology.flows)
        text += flowName(flow) + (flow.kind == FlowKind::event ? " (event)" : "") + '\n';
    return text;
}

// The diagnostics of one code, formatted, one a line.
inline std::string said(const Diagnostics& diagnostics, const std::string& code) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.code == code) text += format(diagnostic) + '\n';
    }
    return text;
}

inline std::size_t countOf(const Diagnostics& diagnostics, const std::string& code) {
    return static_cast<std::size_t>(std::ranges::count(diagnostics, code, &Diagnostic::code));
}

inline bool isBlessing() { return qEnvironmentVariableIsSet("SPILLWAY_BLESS"); }

// Compares with the file, or writes it (SPILLWAY_BLESS=1). Empty if all is well.
inline QString compareWith(const QString& path, const QByteArray& actual) {
    if (isBlessing()) {
        QDir{}.mkpath(path.left(path.lastIndexOf(QLatin1Char('/'))));
        QFile file{path};
        return file.open(QIODevice::WriteOnly) && file.write(actual) == actual.size()
                   ? QString{}
                   : QStringLiteral("cannot write ") + path;
    }
    if (!QFile::exists(path))
        return QStringLiteral("no golden %1: look at the output, then bless it with SPILLWAY_BLESS=1").arg(path);
    return readAll(path) == actual
               ? QString{}
               : QStringLiteral("%1 differs; if it is meant to, bless it with SPILLWAY_BLESS=1. Now:\n%2")
                     .arg(path, QString::fromUtf8(actual));
}

// The same with a file below tests/manifests/golden.
inline QString compareWithGolden(const QString& name, const QByteArray& actual) {
    return compareWith(sourceFolder() + QStringLiteral("/tests/manifests/golden/") + name, actual);
}

}  // namespace spillway::testing
