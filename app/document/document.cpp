#include "document/document.h"

#include "document/auto_layout.h"
#include "document/definition_reading.h"
#include "document/disk.h"
#include "document/edit_history.h"
#include "document/file_watch.h"
#include "document/follow_up.h"
#include "document/journal.h"
#include "document/layout_text.h"
#include "document/sidecar.h"
#include "document/text_problems.h"
#include "io/architecture_text.h"

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <map>
#include <optional>

namespace spillway {
namespace {

// A lost edit is at most this old; longer only when writing takes longer (a document of thousands of nodes): writing
// the journal must not cost more than a tenth of the window's time.
constexpr qint64 kJournalGapMs = 200;
constexpr qint64 kJournalCostFactor = 10;

}  // namespace

class Document::Private {
public:
    explicit Private(Document& owner) : q{owner}, watch{&owner}, definitions{&owner} {
        journalTimer.setSingleShot(true);
        QObject::connect(&journalTimer, &QTimer::timeout, &owner, [this] { writeJournal(); });
        QObject::connect(&watch, &FileWatch::changed, &owner, [this] { Q_EMIT q.fileChangedOutside(); });
        QObject::connect(&definitions, &FileWatch::changed, &owner, [this] { readDefinitions(); });
        sinceJournal.start();
    }

    // What workflows are is in files of their own: no part of the document, so that reading them anew is no edit.
    void readDefinitions() {
        const bool isNews = readDefinitionsAnew(state.architecture.topology, path, lost);
        watchDefinitions();
        if (!isNews) return;
        problemsKnown = false;
        Q_EMIT q.changed();
    }
    void watchDefinitions() {
        auto files = definitionFilesOf(state.architecture.topology, path);
        if (files == watched) return;
        watched = std::move(files);
        definitions.watch(watched);
    }
    // An edit may name another file, an undone one may bring an old text back.
    void followDefinitions() {
        const auto files = definitionFilesOf(state.architecture.topology, path);
        if (files == watched) return;
        readDefinitionsAnew(state.architecture.topology, path, lost);
        watchDefinitions();
    }

    std::string text() const { return base ? base->write(state.architecture) : canonicalText(state.architecture); }

    const Diagnostics& problems() {
        if (!problemsKnown) {
            shown = base ? problemsNow(*base, lost, state.architecture) : validate(state.architecture);
            shown.insert(shown.end(), sidecar.says.begin(), sidecar.says.end());
            shown.insert(shown.end(), journalProblem.begin(), journalProblem.end());
            problemsKnown = true;
        }
        return shown;
    }

    // Everything that follows from a new state of the same document.
    void announce(bool wasModified, bool layoutOnly) {
        if (!layoutOnly) {
            problemsKnown = false;
            followDefinitions();
        }
        scheduleJournal();
        if (layoutOnly) Q_EMIT q.layoutChanged();
        Q_EMIT q.changed();
        Q_EMIT q.historyChanged();
        if (wasModified != q.isModified()) Q_EMIT q.modifiedChanged();
    }

    // Another document from here on.
    void replace(DocumentState next, std::optional<ArchitectureText> text, Sidecar beside) {
        const bool wasModified = q.isModified();
        state = std::move(next);
        base = std::move(text);
        lost = base ? lostInReading(*base) : Diagnostics{};
        sidecar = std::move(beside);
        journalProblem.clear();
        problemsKnown = false;
        history.clear();
        journalTimer.stop();
        watchDefinitions();
        Q_EMIT q.changed();
        Q_EMIT q.historyChanged();
        if (wasModified) Q_EMIT q.modifiedChanged();
    }

    void setPath(const QString& next) {
        journal.setPath(next);
        if (path == next) return;
        path = next;
        Q_EMIT q.pathChanged();
    }

    bool isReadOnly() const { return hasErrors(lost); }

    void scheduleJournal() {
        if (isReadOnly()) return;  // the lines that could not be read would be missing in what is recovered
        if (!q.isModified()) {
            journalTimer.stop();
            journal.remove();
            forgetJournalProblem();
            return;
        }
        if (journalTimer.isActive()) return;
        journalTimer.start(static_cast<int>(std::max<qint64>(0, journalGap - sinceJournal.elapsed())));
    }

    void writeJournal() {
        QElapsedTimer cost;
        cost.start();
        const auto written = journal.write({text(), state.layout, baseFingerprint});
        sinceJournal.restart();
        journalGap = std::max(kJournalGapMs, cost.elapsed() * kJournalCostFactor);
        if (written.has_value() == journalProblem.empty()) return;
        forgetJournalProblem();
        if (!written) {
            journalProblem.push_back({.code = "journal-not-written",
                                      .severity = Severity::warning,
                                      .place = {.file = path.toStdString()},
                                      .sentence = written.error().message,
                                      .hint = "save soon"});
        }
        Q_EMIT q.changed();
    }

    void forgetJournalProblem() {
        journalProblem.clear();
        problemsKnown = false;
    }

    Result<void> writeTo(const QString& target);

    Document& q;
    DocumentState state;
    EditHistory history;
    std::optional<ArchitectureText> base;  // the text last read; none for a document that never was one
    Diagnostics lost;                      // of `base`
    Sidecar sidecar;
    Diagnostics journalProblem;  // at most one
    Diagnostics shown;
    bool problemsKnown = false;

    QString path;
    QByteArray baseFingerprint;  // of the file last read or written
    FileWatch watch;
    FileWatch definitions;
    std::map<QString, QByteArray> watched;  // by `definitions`
    Journal journal;
    QTimer journalTimer;
    QElapsedTimer sinceJournal;
    qint64 journalGap = 0;  // the first edit is written at once
};

Document::Document(QObject* parent) : QObject{parent}, d{std::make_unique<Private>(*this)} {}

Document::~Document() {
    if (d->journalTimer.isActive()) d->writeJournal();
    d->journal.release();
}

const Architecture& Document::architecture() const { return d->state.architecture; }
const Layout& Document::layout() const { return d->state.layout; }
const Diagnostics& Document::diagnostics() const { return d->problems(); }
bool Document::canUndo() const { return d->history.canUndo(); }
bool Document::canRedo() const { return d->history.canRedo(); }
QString Document::undoLabel() const { return QString::fromStdString(d->history.undoLabel()); }
QString Document::redoLabel() const { return QString::fromStdString(d->history.redoLabel()); }
bool Document::isModified() const { return !d->history.isClean(); }
QString Document::path() const { return d->path; }
std::string Document::text() const { return d->text(); }

void Document::edit(const Edit& edit, const QString& label, const QString& mergeKey) {
    const bool wasModified = isModified();
    Edit inverse = spillway::apply(d->state, edit);
    const PlaceBoxes boxes = boxesAfter(edit, inverse, d->state);
    bool isStep = false;
    if (boxes.boxes.empty()) {
        isStep = d->history.record(edit, std::move(inverse), label.toStdString(), mergeKey.toStdString());
    } else {
        Edit boxesBack = spillway::apply(d->state, boxes);
        isStep = d->history.record(EditGroup{{edit, boxes}}, EditGroup{{std::move(boxesBack), std::move(inverse)}},
                                   label.toStdString(), mergeKey.toStdString());
    }
    if (isStep) d->announce(wasModified, isLayoutOnly(edit));
}

void Document::undo() {
    if (!canUndo()) return;
    const bool wasModified = isModified();
    const bool layoutOnly = isLayoutOnly(d->history.undo(d->state));
    d->announce(wasModified, layoutOnly);
}

void Document::redo() {
    if (!canRedo()) return;
    const bool wasModified = isModified();
    const bool layoutOnly = isLayoutOnly(d->history.redo(d->state));
    d->announce(wasModified, layoutOnly);
}

void Document::reset(const Architecture& architecture) {
    d->journal.remove();
    d->setPath({});
    d->watch.watch({});
    d->baseFingerprint.clear();
    d->replace({architecture, completedLayout(architecture.topology, {})}, std::nullopt, {});
}

Result<void> Document::open(const QString& path) {
    SPILLWAY_TRY(bytes, readFile(path));
    ArchitectureText text = ArchitectureText::parse({bytes.constData(), static_cast<std::size_t>(bytes.size())},
                                                    path.toStdString(), besideOf(path));
    const Architecture architecture = text.architecture();
    Sidecar sidecar = readSidecar(path, architecture.topology);
    d->journal.remove();
    d->setPath(path);
    d->baseFingerprint = fingerprintOf(bytes);
    d->watch.watch({{path, d->baseFingerprint}, {sidecarOf(path), sidecar.fingerprint}});
    Layout layout = completedLayout(architecture.topology, sidecar.layout);
    d->replace({architecture, std::move(layout)}, std::move(text), std::move(sidecar));
    return {};
}

Result<void> Document::Private::writeTo(const QString& target) {
    if (isReadOnly()) {
        const auto first = std::ranges::find(lost, Severity::error, &Diagnostic::severity);
        return Error{"not saved: the text has errors, and saving would lose what could not be read. First mend it: " +
                     format(*first)};
    }
    const QByteArray bytes = QByteArray::fromStdString(text());
    if (auto kept = keepDamagedSidecar(target, sidecar); !kept) return kept.error();
    if (auto written = writeFile(target, bytes); !written) return written.error();
    if (target == path) watch.expect(target, fingerprintOf(bytes));
    const auto boxes = writeSidecar(target, boxesOf(state.layout, drawnIds(state.architecture.topology)));
    if (!boxes) return Error{"the architecture is saved, its layout is not: " + boxes.error().message};
    baseFingerprint = fingerprintOf(bytes);
    watch.watch({{target, baseFingerprint}, {sidecarOf(target), *boxes}});
    sidecar = {};
    problemsKnown = false;
    return {};
}

Result<void> Document::save() {
    if (d->path.isEmpty()) return Error{"the document has no file yet: choose one with Save as"};
    // What somebody else wrote a moment ago is not overwritten before the user heard of it.
    if (d->watch.look()) {
        return Error{
            QStringLiteral("not saved: \"%1\" was changed by another program; reload it, or save again to replace that")
                .arg(d->path)
                .toStdString()};
    }
    return saveAs(d->path);
}

Result<void> Document::saveAs(const QString& path) {
    const bool wasModified = isModified();
    if (auto written = d->writeTo(path); !written) return written.error();
    d->setPath(path);
    d->watchDefinitions();
    d->journalTimer.stop();
    d->journal.remove();
    d->forgetJournalProblem();
    Journal::discard(path);
    d->history.markClean();
    if (wasModified) Q_EMIT modifiedChanged();
    return {};
}

bool Document::hasJournal(const QString& path) { return Journal::hasNews(path); }

Result<void> Document::recover() {
    auto entry = d->journal.adopt();
    if (!entry) return Error{"there is nothing to recover: no journal of this document can be read"};
    ArchitectureText text = ArchitectureText::parse(entry->text, d->path.toStdString(), besideOf(d->path));
    if (hasErrors(lostInReading(text)))
        return Error{"the journal of this document cannot be read; it is left where it is"};
    const Architecture architecture = text.architecture();
    // What was said about the sidecar stays true: a damaged one is still to be kept when this is saved.
    d->replace({architecture, completedLayout(architecture.topology, std::move(entry->layout))}, std::move(text),
               std::move(d->sidecar));
    d->history.markNeverClean();
    Q_EMIT modifiedChanged();
    d->scheduleJournal();
    return {};
}

void Document::discardJournal() {
    d->journalTimer.stop();
    d->journal.remove();
    Journal::discard(d->path);
}

}  // namespace spillway
