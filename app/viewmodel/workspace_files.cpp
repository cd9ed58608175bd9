#include "document/disk.h"
#include "io/architecture_text.h"
#include "manifests/source_files.h"
#include "viewmodel/text_format.h"
#include "viewmodel/workspace.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <array>

// Opening, saving, importing, recovering: what the window asks before it lets go of a document.
namespace spillway {

void Workspace::afterUnsaved(std::function<void()> then) {
    if (!modified()) return then();
    m_then = std::move(then);
    Q_EMIT askUnsaved(tr("“%1” has changes that are not saved.").arg(title()));
}

void Workspace::answerUnsaved(const QString& answer) {
    const auto then = std::exchange(m_then, {});
    if (answer == QStringLiteral("cancel") || !then) return;
    if (answer == QStringLiteral("save") && !saveNow()) {
        m_then = then;
        return;
    }
    if (answer == QStringLiteral("discard")) m_document.discardJournal();
    then();
}

void Workspace::openUrl(const QUrl& url) {
    if (!url.isLocalFile() || url.toLocalFile().isEmpty()) return say(tr("Only files on this machine can be opened."));
    openPath(url.toLocalFile());
}

void Workspace::openPath(const QString& path) {
    if (!path.endsWith(QStringLiteral(".spillway"))) return importUrls({QUrl::fromLocalFile(path)});
    afterUnsaved([this, path] { openNow(path); });
}

void Workspace::openNow(const QString& path) {
    if (Document::hasJournal(path)) {
        m_pendingOpen = path;
        Q_EMIT askRecovery(QFileInfo(path).fileName());
        return;
    }
    opened(path);
}

void Workspace::forgetShown() {
    m_deck->forget();
    m_selection.clear();
    m_problems->setCompiled({});
    m_problems->setImported({});
    m_check->forget();
}

void Workspace::opened(const QString& path) {
    forgetShown();
    const auto done = m_document.open(path);
    if (!done) return say(text::fromStd(done.error().message));
    m_preferences.addRecentFile(path);
    Q_EMIT canvasRequested(QStringLiteral("zoomFit"));
    m_actions.refresh();
    if (hasErrors(m_document.diagnostics()))
        say(tr("The text has errors: see the problems. Nothing on disk is touched."));
}

void Workspace::answerRecovery(bool recover) {
    const auto path = std::exchange(m_pendingOpen, {});
    if (!path) return;
    if (!path->isEmpty()) opened(*path);
    if (!recover) {
        m_document.discardJournal();
        if (path->isEmpty()) openLastOrExample();
        return;
    }
    const auto done = m_document.recover();
    say(done ? tr("The changes of the last session are back; save to keep them.")
             : text::fromStd(done.error().message));
}

void Workspace::answerReload(bool reload) {
    if (reload && !m_document.path().isEmpty()) opened(m_document.path());
}

bool Workspace::saveNow() {
    if (m_document.path().isEmpty()) {
        Q_EMIT dialogRequested(QStringLiteral("save"));
        return false;
    }
    const auto done = m_document.save();
    say(done ? tr("Saved %1").arg(fileText()) : text::fromStd(done.error().message));
    return static_cast<bool>(done);
}

// Asks before it writes over another file; the own one is no question.
bool Workspace::overwriting(const QString& path, std::function<bool()> write) {
    const bool own = !m_document.path().isEmpty() && QFileInfo(path) == QFileInfo(m_document.path());
    if (own || !QFileInfo::exists(path)) return write();
    m_write = std::move(write);
    Q_EMIT askOverwrite(path);
    return false;
}

void Workspace::answerOverwrite(bool overwrite) {
    const auto write = std::exchange(m_write, {});
    if (overwrite && write)
        write();
    else
        m_then = {};
}

QUrl Workspace::dialogFolder(const QString& kind) const {
    const QString own = m_document.path().isEmpty() ? QString() : QFileInfo(m_document.path()).absolutePath();
    const QString last = m_preferences.folder(kind);
    // A file is saved where it is; everything else goes where it went last.
    const QString wish = kind == QStringLiteral("save") && !own.isEmpty() ? own : last.isEmpty() ? own : last;
    return QUrl::fromLocalFile(QFileInfo(wish).isDir() && !wish.isEmpty() ? wish : QDir::homePath());
}

void Workspace::rememberFolder(const QString& kind, const QUrl& file) {
    const QFileInfo info(file.toLocalFile());
    if (file.isLocalFile()) m_preferences.setFolder(kind, info.isDir() ? info.filePath() : info.absolutePath());
}

QString Workspace::proposedName(const QString& kind) const {
    const QString base = m_document.path().isEmpty() ? title() : QFileInfo(m_document.path()).completeBaseName();
    static const QHash<QString, QString> kEndings{{QStringLiteral("save"), QStringLiteral(".spillway")},
                                                  {QStringLiteral("picture"), QStringLiteral(".png")},
                                                  {QStringLiteral("exportJson"), QStringLiteral(".json")},
                                                  {QStringLiteral("exportRun"), QStringLiteral(".csv")}};
    return QString(base).replace(QLatin1Char('/'), QLatin1Char('-')) + kEndings.value(kind);
}

bool Workspace::saveToUrl(const QUrl& url) {
    QString path = url.toLocalFile();
    if (path.isEmpty()) return say(tr("No file was chosen.")), false;
    if (!path.endsWith(QStringLiteral(".spillway"))) path += QStringLiteral(".spillway");
    return overwriting(path, [this, path] { return saveAsNow(path); });
}

bool Workspace::saveAsNow(const QString& path) {
    const auto done = m_document.saveAs(path);
    if (!done) return say(text::fromStd(done.error().message)), false;
    m_preferences.addRecentFile(path);
    say(tr("Saved %1").arg(fileText()));
    if (const auto then = std::exchange(m_then, {})) then();
    return true;
}

void Workspace::exportPictureTo(const QUrl& url) {
    QString path = url.toLocalFile();
    if (path.isEmpty()) return say(tr("No file was chosen."));
    const QString ending = QFileInfo(path).suffix().toLower();
    static const QStringList kKnown{QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")};
    if (!kKnown.contains(ending)) path += QStringLiteral(".png");
    overwriting(path, [this, path] { return Q_EMIT pictureRequested(path), true; });
}

void Workspace::exportRunTo(const QUrl& url) {
    QString path = url.toLocalFile();
    if (path.isEmpty()) return say(tr("No file was chosen."));
    const QString ending = QFileInfo(path).suffix().toLower();
    if (ending != QStringLiteral("csv") && ending != QStringLiteral("json")) path += QStringLiteral(".csv");
    overwriting(path, [this, path] {
        const bool done = m_deck->writeSeries(path);
        if (done) say(tr("Wrote %1").arg(path));
        return done;
    });
}

void Workspace::importUrls(const QList<QUrl>& urls) {
    std::vector<std::string> files;
    for (const QUrl& url : urls) {
        if (!url.isLocalFile() || url.toLocalFile().isEmpty())
            return say(tr("Only files on this machine can be imported."));
        files.push_back(url.toLocalFile().toStdString());
    }
    if (files.empty()) return;
    const ReadSource read = [](const std::string& path) -> Result<std::string> {
        const auto bytes = readFile(QString::fromStdString(path));
        if (!bytes) return bytes.error();
        return bytes->toStdString();
    };
    const Importer& importer = importerOf(files, read);
    const SourceFiles sources = readSources(files, importer, read);
    if (!sources.problems.empty()) return say(text::fromStd(sources.problems.front().message));
    if (sources.texts.empty()) return say(tr("There is no YAML file in this folder."));
    const Imported imported = importer.read(sources.texts);
    if (hasErrors(imported.diagnostics)) {
        m_problems->setImported(imported.diagnostics);
        Q_EMIT panelToggled(QStringLiteral("showProblems"));
        return say(tr("Nothing was imported: see the problems."));
    }
    const QString format = text::fromStd(std::string(importer.name));
    afterUnsaved([this, imported, format] { showImported(imported, format); });
}

void Workspace::showImported(const Imported& imported, const QString& format) {
    forgetShown();
    m_document.reset(imported.architecture);
    m_problems->setImported(imported.diagnostics);
    Q_EMIT canvasRequested(QStringLiteral("zoomFit"));
    say(tr("%1: %2 workloads; every assumption is in the problems").arg(format).arg(imported.workloads));
    m_actions.refresh();
}

void Workspace::openRunDocument(qint64 number) {
    const QString kept = m_compare->documentText(number);
    if (kept.isEmpty()) return;
    afterUnsaved([this, kept, number] {
        const auto parsed = ArchitectureText::parse(kept.toStdString(), "run");
        forgetShown();
        m_document.reset(parsed.architecture());
        setMode(QStringLiteral("design"));
        Q_EMIT canvasRequested(QStringLiteral("zoomFit"));
        say(tr("The document of run #%1, as a new document").arg(number));
    });
}

void Workspace::openLastOrExample() {
    if (Document::hasJournal({})) {
        m_pendingOpen = QString();
        Q_EMIT askRecovery(tr("a drawing without a file"));
        return;
    }
    for (const QString& path : m_preferences.recentFiles()) {
        if (QFileInfo::exists(path)) return openNow(path);
    }
    if (QFileInfo::exists(m_example)) opened(m_example);
}

bool Workspace::mayClose() {
    if (!modified()) return true;
    afterUnsaved([this] { Q_EMIT quitConfirmed(); });
    return false;
}

// An entry for each file there is; it stays, and shows what takes its place.
void Workspace::bindRecent() {
    static constexpr std::array kIds{"file.recent1", "file.recent2", "file.recent3", "file.recent4", "file.recent5"};
    const qsizetype wanted = std::min<qsizetype>(m_preferences.recentFiles().size(), std::ssize(kIds));
    for (; m_recentBound < wanted; ++m_recentBound) {
        const qsizetype at = m_recentBound;
        m_actions.bind(kIds[static_cast<std::size_t>(at)],
                       {.run = [this, at] { openPath(m_preferences.recentFiles().value(at)); },
                        .enabled = [this, at] { return at < m_preferences.recentFiles().size(); },
                        .text =
                            [this, at] {
                                const QFileInfo file(m_preferences.recentFiles().value(at));
                                return file.fileName().isEmpty()
                                           ? tr("No recent file")
                                           : tr("%1, in %2").arg(file.fileName(), file.dir().dirName());
                            }});
    }
    m_actions.refresh();
}

void Workspace::bindFile() {
    const auto ask = [this](const char* kind) {
        return [this, kind] { Q_EMIT dialogRequested(QString::fromLatin1(kind)); };
    };
    const auto reset = [this] {
        m_closedPath = m_document.path();
        forgetShown();
        m_document.reset();
        m_actions.refresh();
    };
    m_actions.bind("file.new", {.run = [this, reset] { afterUnsaved(reset); }});
    m_actions.bind("file.open", {.run = ask("open")});
    m_actions.bind("file.reopen",
                   {.run = [this] { openPath(m_closedPath); }, .enabled = [this] { return !m_closedPath.isEmpty(); }});
    m_actions.bind("file.example", {.run = [this] { openPath(m_example); },
                                    .enabled = [this] { return QFileInfo::exists(m_example); }});
    bindRecent();
    connect(&m_preferences, &Preferences::recentFilesChanged, this, &Workspace::bindRecent);
    m_actions.bind("file.import", {.run = ask("import")});
    m_actions.bind("file.save", {.run = [this] { saveNow(); }});
    m_actions.bind("file.saveAs", {.run = ask("save")});
    m_actions.bind("file.picture", {.run = ask("picture"), .enabled = [this] { return !empty(); }});
    m_actions.bind("file.settings", {.run = ask("settings")});
    m_actions.bind("file.close", {.run = [this, reset] { afterUnsaved(reset); }});
    m_actions.bind("file.quit", {.run = [this] { afterUnsaved([this] { Q_EMIT quitConfirmed(); }); }});
}

}  // namespace spillway
