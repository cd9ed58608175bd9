#include "viewmodel/ship_desk.h"

#include "document/document.h"
#include "manifests/kubernetes/check.h"
#include "manifests/plan.h"
#include "viewmodel/code_colour.h"
#include "viewmodel/text_format.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <map>

namespace spillway {
namespace {

const char* markOf(FileState state) {
    switch (state) {
        case FileState::added: return "A";
        case FileState::modified: return "M";
        case FileState::conflict:
        case FileState::abandoned: return "C";
        case FileState::obsolete: return "D";
        case FileState::unchanged: break;
    }
    return "";
}

bool isWritten(FileState state) {
    return state == FileState::added || state == FileState::modified || state == FileState::obsolete;
}

// What the file is of, then a row per field that was said: "maxReplicas: 20 from scaling.hpa.max".
RowModel::Rows originRows(const ManifestFile& file) {
    const QStringList lines = text::fromStd(file.text).split(QChar(u'\n'));
    std::map<std::string, qsizetype> whole;
    RowModel::Rows fields;
    std::set<std::pair<std::string, std::string>> seen;
    for (const LineOrigin& origin : file.origins) {
        ++whole[origin.item];
        if (origin.field.empty() || !seen.emplace(origin.item, origin.field).second) continue;
        QString line = lines.value(origin.line - 1).trimmed();
        if (line.startsWith(QStringLiteral("- "))) line.remove(0, 2);
        fields.append(
            {QObject::tr("%1 from %2").arg(line, text::fromStd(origin.field)), text::fromStd(origin.item), false});
    }
    RowModel::Rows rows;
    for (const auto& [item, count] : whole) {
        QString name = text::fromStd(item);
        name.replace(QStringLiteral(" -> "), QStringLiteral(" → "));
        rows.append(
            {count == 1 ? QObject::tr("%1: 1 line").arg(name) : QObject::tr("%1: %2 lines").arg(name).arg(count),
             text::fromStd(item), true});
        for (const auto& field : fields) {
            if (field[1].toString() == text::fromStd(item)) rows.append(field);
        }
    }
    return rows;
}

std::string targetOf(const std::string& path) { return path.substr(0, path.find('/')); }

}  // namespace

ShipDesk::ShipDesk(Document& document, QObject* parent)
    : QObject(parent),
      m_document(document),
      m_targets(
          {QStringLiteral("targetId"), QStringLiteral("name"), QStringLiteral("chosen"), QStringLiteral("filesText")}),
      m_files({QStringLiteral("path"), QStringLiteral("title"), QStringLiteral("depth"), QStringLiteral("mark"),
               QStringLiteral("folder")}),
      m_lines({QStringLiteral("html"), QStringLiteral("change"), QStringLiteral("number")}),
      m_checks({QStringLiteral("name"), QStringLiteral("result"), QStringLiteral("good")}),
      m_losses({QStringLiteral("sentence"), QStringLiteral("hint"), QStringLiteral("item"), QStringLiteral("tone")}),
      m_origins({QStringLiteral("sentence"), QStringLiteral("item"), QStringLiteral("heading")}) {
    const auto documentChanged = [this] {
        m_stale = true;
        if (m_active) refresh();
    };
    connect(&m_document, &Document::changed, this, documentChanged);
    connect(&m_document, &Document::pathChanged, this, [this, documentChanged] {
        const QString path = m_document.path();
        m_folder = path.isEmpty() ? QString() : QFileInfo(path).absoluteDir().filePath(QStringLiteral("deploy"));
        documentChanged();
    });
}

void ShipDesk::setFolder(const QString& folder) {
    if (folder == m_folder) return;
    m_folder = folder;
    refresh();
}

void ShipDesk::setActive(bool active) {
    m_active = active;
    if (active) refresh();
}

void ShipDesk::toggleTarget(const QString& id) {
    const std::string target = id.toStdString();
    if (m_off.erase(target) == 0) m_off.insert(target);
    refresh();
}

std::vector<std::string> ShipDesk::chosenTargets() const {
    std::vector<std::string> chosen;
    for (const Exporter& exporter : exporters()) {
        if (!m_off.contains(std::string(exporter.id))) chosen.emplace_back(exporter.id);
    }
    return chosen;
}

void ShipDesk::refresh() {
    render();
    showTargets();
    showFiles();
    showChecks();
    if (std::ranges::find(m_preview, m_current.toStdString(), &FilePreview::path) == m_preview.end()) {
        m_current = text::fromStd(worthSeeing());
    }
    showCurrent();
    Q_EMIT changed();
}

// What changed; else what says most of the drawing.
std::string ShipDesk::worthSeeing() const {
    const auto changed =
        std::ranges::find_if(m_preview, [](const FilePreview& f) { return f.state == FileState::modified; });
    if (changed != m_preview.end()) return changed->path;
    const auto most = std::ranges::max_element(m_rendered, {}, [](const ManifestFile& file) {
        std::set<std::string> fields;
        for (const LineOrigin& origin : file.origins) fields.insert(origin.field);
        return fields.size();
    });
    if (most != m_rendered.end()) return most->path;
    return m_preview.empty() ? std::string() : m_preview.front().path;
}

void ShipDesk::render() {
    m_stale = false;
    m_rendered.clear();
    const DeploymentPlan plan = planDeployment(m_document.architecture().topology);
    m_diagnostics = plan.diagnostics;
    for (const std::string& id : chosenTargets()) {
        Export made = findExporter(id)->render(plan);
        std::ranges::move(made.files, std::back_inserter(m_rendered));
        // What the plan said already, an exporter may say once more.
        for (Diagnostic& d : made.diagnostics) {
            if (std::ranges::find(m_diagnostics, d) == m_diagnostics.end()) m_diagnostics.push_back(std::move(d));
        }
    }
    m_diskError.clear();
    m_preview.clear();
    if (!m_folder.isEmpty()) {
        auto preview = ManifestWriter(m_folder.toStdString()).preview(m_rendered, chosenTargets());
        if (preview)
            m_preview = std::move(*preview);
        else
            m_diskError = preview.error().message;
    }
    // Without a folder there is nothing on disk to compare with.
    if (m_preview.empty()) {
        for (const ManifestFile& file : m_rendered) m_preview.push_back({file.path, FileState::added, {}, file.text});
    }
    const auto conflicts = std::ranges::count_if(m_preview, [](const FilePreview& f) {
        return f.state == FileState::conflict || f.state == FileState::abandoned;
    });
    m_note = !m_diskError.empty() ? text::fromStd(m_diskError)
             : m_folder.isEmpty() ? tr("Choose a folder to write to.")
             : conflicts > 0      ? tr("Files edited by hand are kept: %1 to review").arg(conflicts)
                                  : QString();
}

void ShipDesk::showTargets() {
    RowModel::Rows rows;
    for (const Exporter& exporter : exporters()) {
        const std::string id(exporter.id);
        const auto count =
            std::ranges::count_if(m_rendered, [&](const ManifestFile& f) { return targetOf(f.path) == id; });
        const QString files = count == 1 ? tr("1 file") : tr("%1 files").arg(count);
        rows.append({text::fromStd(id), text::fromStd(std::string(exporter.name)), !m_off.contains(id),
                     m_off.contains(id) ? QString() : files});
    }
    m_targets.setRows(rows);
}

void ShipDesk::showFiles() {
    RowModel::Rows rows;
    QStringList open;
    for (const FilePreview& file : m_preview) {
        const QStringList parts = text::fromStd(file.path).split(QChar(u'/'));
        const QStringList folders = parts.mid(0, parts.size() - 1);
        qsizetype same = 0;
        while (same < folders.size() && same < open.size() && folders[same] == open[same]) ++same;
        for (qsizetype at = same; at < folders.size(); ++at) {
            rows.append({folders.mid(0, at + 1).join(QChar(u'/')), folders[at] + QChar(u'/'), at, QString(), true});
        }
        open = folders;
        rows.append(
            {text::fromStd(file.path), parts.last(), folders.size(), QString::fromLatin1(markOf(file.state)), false});
    }
    m_files.setRows(rows);
}

void ShipDesk::setCurrent(const QString& path) {
    if (path == m_current) return;
    m_current = path;
    showCurrent();
}

void ShipDesk::showCurrent() {
    RowModel::Rows lines;
    RowModel::Rows origins;
    m_added = m_removed = m_longest = m_firstChange = 0;
    const std::string path = m_current.toStdString();
    if (const FilePreview* file = shown()) {
        const bool fresh = file->state == FileState::added;
        const Diff diff = file->diff();
        m_added = diff.added;
        m_removed = diff.removed;
        for (const DiffLine& line : diff.lines) {
            m_longest = std::max(m_longest, static_cast<int>(line.text.size()));
            const char* change = line.change == LineChange::removed           ? "removed"
                                 : line.change == LineChange::added && !fresh ? "added"
                                                                              : "";
            if (*change != 0 && m_firstChange == 0) m_firstChange = static_cast<int>(lines.size());
            lines.append({colouredYaml(text::fromStd(line.text)), QString::fromLatin1(change),
                          line.after > 0 ? line.after : line.before});
        }
    }
    const auto rendered = std::ranges::find(m_rendered, path, &ManifestFile::path);
    if (rendered != m_rendered.end()) origins = originRows(*rendered);
    m_lines.setRows(lines);
    m_origins.setRows(origins);
    Q_EMIT currentChanged();
}

const FilePreview* ShipDesk::shown() const {
    const auto file = std::ranges::find(m_preview, m_current.toStdString(), &FilePreview::path);
    return file == m_preview.end() ? nullptr : &*file;
}

QString ShipDesk::state() const {
    const FilePreview* file = shown();
    if (file == nullptr) return {};
    switch (file->state) {
        case FileState::added: return tr("new");
        case FileState::modified: return tr("changes since last export");
        case FileState::conflict: return tr("not as we wrote it: kept");
        case FileState::obsolete: return tr("no longer exported: removed");
        case FileState::abandoned: return tr("no longer exported, edited: kept");
        case FileState::unchanged: break;
    }
    return tr("as on disk");
}

QString ShipDesk::stateTone() const {
    const FilePreview* file = shown();
    return file != nullptr && (file->state == FileState::conflict || file->state == FileState::abandoned)
               ? QStringLiteral("warn")
               : QStringLiteral("muted");
}

void ShipDesk::showChecks() {
    const Diagnostics found = checkKubernetes(m_rendered);
    RowModel::Rows checks;
    RowModel::Rows losses;
    std::vector<Diagnostic> all = m_diagnostics;
    all.insert(all.end(), found.begin(), found.end());
    const auto countOf = [&](auto&& fits) { return std::ranges::count_if(all, fits); };
    const auto row = [&](const QString& name, qsizetype bad, const QString& good, const QString& wrong) {
        checks.append({name, bad == 0 ? good : wrong.arg(bad), bad == 0});
    };
    row(tr("Kubernetes rules"), static_cast<qsizetype>(found.size()), tr("%1 files valid").arg(m_rendered.size()),
        tr("%1 wrong"));
    row(tr("Export"), countOf([](const Diagnostic& d) { return d.severity == Severity::error; }), tr("complete"),
        tr("%1 errors"));
    row(tr("Losses"), countOf([](const Diagnostic& d) { return d.code == "lossy"; }), tr("none"),
        tr("%1 not expressible"));
    for (const Diagnostic& d : all) {
        const char* tone = d.severity == Severity::error                          ? "bad"
                           : d.severity == Severity::warning || d.code == "lossy" ? "warn"
                                                                                  : "muted";
        losses.append(
            {text::fromStd(d.sentence), text::fromStd(d.hint), text::fromStd(d.place.item), QString::fromLatin1(tone)});
    }
    m_checks.setRows(checks);
    m_losses.setRows(losses);
}

int ShipDesk::toWrite() const {
    return static_cast<int>(std::ranges::count_if(m_preview, [](const FilePreview& f) { return isWritten(f.state); }));
}

QString ShipDesk::writeText() const {
    const int files = toWrite();
    return files == 0 ? tr("Nothing to write") : files == 1 ? tr("Write 1 file") : tr("Write %1 files").arg(files);
}

bool ShipDesk::canWrite() const {
    return !m_folder.isEmpty() && m_diskError.empty() && toWrite() > 0 && !hasErrors(m_diagnostics);
}

void ShipDesk::write(bool overwrite) {
    if (m_stale) refresh();
    if (m_folder.isEmpty() || hasErrors(m_diagnostics)) return;
    const int files = toWrite();
    const auto done =
        ManifestWriter(m_folder.toStdString())
            .write(m_rendered, chosenTargets(), overwrite ? ConflictChoice::overwrite : ConflictChoice::keep);
    Q_EMIT said(done ? tr("%1 files written to %2").arg(files).arg(m_folder) : text::fromStd(done.error().message));
    refresh();
}

}  // namespace spillway
