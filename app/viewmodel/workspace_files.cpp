#include "io/architecture_text.h"
#include "manifests/importer.h"
#include "viewmodel/text_format.h"
#include "viewmodel/workspace.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

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

void Workspace::opened(const QString& path) {
    m_deck->forget();
    m_selection.clear();
    m_problems->setCompiled({});
    m_problems->setImported({});
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

bool Workspace::saveToUrl(const QUrl& url) {
    QString path = url.toLocalFile();
    if (path.isEmpty()) return say(tr("No file was chosen.")), false;
    if (!path.endsWith(QStringLiteral(".spillway"))) path += QStringLiteral(".spillway");
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
    if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".png");
    Q_EMIT pictureRequested(path);
}

void Workspace::importUrls(const QList<QUrl>& urls) {
    std::vector<SourceText> texts;
    for (const QUrl& url : urls) {
        QFile file(url.toLocalFile());
        if (!file.open(QIODevice::ReadOnly))
            return say(tr("%1 cannot be read: %2").arg(url.toLocalFile(), file.errorString()));
        texts.push_back({QFileInfo(file).fileName().toStdString(), file.readAll().toStdString()});
    }
    if (texts.empty()) return;
    afterUnsaved([this, texts] {
        const bool compose =
            texts.front().text.find("\nservices:") != std::string::npos || texts.front().text.starts_with("services:");
        const Importer* importer = findImporter(compose ? "compose" : "kubernetes");
        if (importer == nullptr) return say(tr("This format cannot be imported."));
        const Imported imported = importer->read(texts);
        m_deck->forget();
        m_selection.clear();
        m_document.reset(imported.architecture);
        m_problems->setImported(imported.diagnostics);
        Q_EMIT canvasRequested(QStringLiteral("zoomFit"));
        say(tr("%1: %2 workloads; every assumption is in the problems")
                .arg(text::fromStd(std::string(importer->name)))
                .arg(imported.workloads));
        m_actions.refresh();
    });
}

void Workspace::openRunDocument(qint64 number) {
    const QString kept = m_compare->documentText(number);
    if (kept.isEmpty()) return;
    afterUnsaved([this, kept, number] {
        const auto parsed = ArchitectureText::parse(kept.toStdString(), "run");
        m_deck->forget();
        m_selection.clear();
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

void Workspace::bindFile() {
    const auto ask = [this](const char* kind) {
        return [this, kind] { Q_EMIT dialogRequested(QString::fromLatin1(kind)); };
    };
    const auto reset = [this] {
        m_closedPath = m_document.path();
        m_deck->forget();
        m_selection.clear();
        m_document.reset();
        m_actions.refresh();
    };
    m_actions.bind("file.new", {.run = [this, reset] { afterUnsaved(reset); }});
    m_actions.bind("file.open", {.run = ask("open")});
    m_actions.bind("file.reopen",
                   {.run = [this] { openPath(m_closedPath); }, .enabled = [this] { return !m_closedPath.isEmpty(); }});
    m_actions.bind("file.example", {.run = [this] { openPath(m_example); },
                                    .enabled = [this] { return QFileInfo::exists(m_example); }});
    m_actions.bind("file.import", {.run = ask("import")});
    m_actions.bind("file.save", {.run = [this] { saveNow(); }});
    m_actions.bind("file.saveAs", {.run = ask("save")});
    m_actions.bind("file.picture", {.run = ask("picture"), .enabled = [this] { return !empty(); }});
    m_actions.bind("file.settings", {.run = ask("settings")});
    m_actions.bind("file.close", {.run = [this, reset] { afterUnsaved(reset); }});
    m_actions.bind("file.quit", {.run = [this] { afterUnsaved([this] { Q_EMIT quitConfirmed(); }); }});
}

}  // namespace spillway
