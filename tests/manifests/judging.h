#pragma once

#include "support.h"

#include <QProcess>

// Strangers who judge what we export, and the program itself as a user runs it.
namespace spillway::testing {

struct Verdict {
    int code = -1;       // -1: it could not be run, or crashed
    QByteArray said;     // standard output
    QByteArray remarks;  // standard error
};

inline Verdict run(const QString& program, const QStringList& arguments, const QString& folder = {}) {
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    if (!process.waitForStarted() || !process.waitForFinished(300'000)) return {};
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

// Every document must be named valid, and there must be some.
inline bool allValid(const Verdict& verdict) {
    return verdict.code == 0 && verdict.said.count("valid ") > 0 && !verdict.said.contains("INVALID");
}

// A program that says "valid KIND NAME" of each document of the files it is given.
struct Judge {
    QString program;
    QStringList arguments;
    QString absent;  // why it cannot be asked; empty: it can

    Verdict judge(const QStringList& files) const { return run(program, arguments + files); }
};

inline Judge schemaJudge() {
    const QString script = sharedFolder() + QStringLiteral("/validators/scripts/schema-validate.py");
    Judge judge{
        QStringLiteral("python3"),
        {script, QStringLiteral("--k8s"), sharedFolder() + QStringLiteral("/validators/schemas/k8s-1.35-strict")},
        {}};
    if (!QFile::exists(script))
        judge.absent = QStringLiteral("the shared validators are not here (SPILLWAY_SHARED)");
    else if (run(judge.program, {QStringLiteral("-c"), QStringLiteral("import yaml, jsonschema")}).code != 0)
        judge.absent = QStringLiteral("no python3-yaml or python3-jsonschema");
    return judge;
}

inline Judge modelsJudge() {
    const QString folder = sourceFolder() + QStringLiteral("/tests/manifests/judges");
    Judge judge{QStringLiteral("node"), {folder + QStringLiteral("/judge.mjs")}, {}};
    if (!QFile::exists(folder + QStringLiteral("/node_modules/kubernetes-models")))
        judge.absent = QStringLiteral("no kubernetes-models; run `npm ci --ignore-scripts` in tests/manifests/judges");
    else if (run(judge.program, {QStringLiteral("--version")}).code != 0)
        judge.absent = QStringLiteral("no node");
    return judge;
}

}  // namespace spillway::testing
