#include "document/sidecar.h"

#include "document/auto_layout.h"
#include "document/disk.h"
#include "document/layout_text.h"

#include <QFile>

namespace spillway {
namespace {

constexpr const char* kAfresh = "what has no box is laid out afresh";

// `a`, `a and b`, `a, b and 7 more`
std::string listed(const std::vector<std::string>& ids) {
    constexpr std::size_t kShown = 3;
    std::string text;
    for (std::size_t i = 0; i < ids.size() && i < kShown; ++i) text += (i == 0 ? "\"" : ", \"") + ids[i] + '"';
    if (ids.size() > kShown) text += " and " + std::to_string(ids.size() - kShown) + " more";
    return text;
}

void say(Sidecar& sidecar, const QString& file, const char* code, Severity severity, std::string sentence,
         std::string hint) {
    sidecar.says.push_back({.code = code,
                            .severity = severity,
                            .place = {.file = file.toStdString()},
                            .sentence = std::move(sentence),
                            .hint = std::move(hint)});
}

void damaged(Sidecar& sidecar, const QString& file, const Error& error, bool keepsOthers) {
    sidecar.isDamaged = true;
    say(sidecar, file, "layout-unreadable", Severity::warning,
        (keepsOthers ? "a box of the layout cannot be read: " : "the layout cannot be read: ") + error.message,
        std::string{kAfresh} + "; the first save keeps the old file as NAME.layout.yaml.unreadable");
}

// Boxes of what is not drawn, and what is drawn without a box.
void compare(Sidecar& sidecar, const QString& file, const Topology& topology) {
    const std::set<std::string> drawn = drawnIds(topology);
    std::vector<std::string> stale, missing;
    for (const auto& [id, box] : sidecar.layout.boxes)
        if (!drawn.contains(id)) stale.push_back(id);
    for (const std::string& id : drawn)
        if (!sidecar.layout.boxes.contains(id)) missing.push_back(id);
    if (!stale.empty())
        say(sidecar, file, "layout-stale", Severity::note,
            "the layout has boxes of what is not in the document: " + listed(stale), "the next save leaves them out");
    if (!missing.empty() && !sidecar.isDamaged)
        say(sidecar, file, "layout-incomplete", Severity::note, "the layout has no box of " + listed(missing), kAfresh);
    sidecar.layout = boxesOf(sidecar.layout, drawn);
}

}  // namespace

Sidecar readSidecar(const QString& document, const Topology& topology) {
    const QString file = sidecarOf(document);
    Sidecar sidecar;
    if (!QFile::exists(file)) {
        if (!drawnIds(topology).empty())
            say(sidecar, file, "layout-missing", Severity::note,
                "there is no layout file: everything is laid out afresh", "saving keeps it");
        return sidecar;
    }
    const auto bytes = readFile(file);
    if (!bytes) {
        damaged(sidecar, file, bytes.error(), false);
        return sidecar;
    }
    sidecar.fingerprint = fingerprintOf(*bytes);
    LayoutRead read = readLayout(bytes->toStdString());
    sidecar.layout = std::move(read.layout);
    for (const Error& problem : read.problems) damaged(sidecar, file, problem, !sidecar.layout.boxes.empty());
    compare(sidecar, file, topology);
    return sidecar;
}

Result<void> keepDamagedSidecar(const QString& document, const Sidecar& sidecar) {
    const QString file = sidecarOf(document);
    if (!sidecar.isDamaged || !QFile::exists(file)) return {};
    const QString kept = file + QStringLiteral(".unreadable");
    QFile::remove(kept);
    if (QFile::copy(file, kept)) return {};
    return Error{QStringLiteral("not saved: the old layout cannot be kept as \"%1\"").arg(kept).toStdString()};
}

Result<QByteArray> writeSidecar(const QString& document, const Layout& layout) {
    const QString file = sidecarOf(document);
    const std::string text = layoutText(layout);
    if (const auto bytes = readFile(file)) {
        const auto there = parseLayout(bytes->toStdString());
        if (there && layoutText(*there) == text) return fingerprintOf(*bytes);
    }
    const QByteArray bytes = QByteArray::fromStdString(text);
    if (auto written = writeFile(file, bytes); !written) return written.error();
    return fingerprintOf(bytes);
}

}  // namespace spillway
