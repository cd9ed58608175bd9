#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "document/edit.h"

#include <QObject>
#include <QString>

#include <memory>

namespace spillway {

// The open document: state, history, file. Lives on the interface's thread. Every change goes through edit().
class Document : public QObject {
    Q_OBJECT
public:
    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    const Architecture& architecture() const;
    const Layout& layout() const;
    // Problems of the text last read and of the state as it is now.
    const Diagnostics& diagnostics() const;

    // One undo step named `label` ("Move 3 nodes"). Steps with the same non-empty `mergeKey` in a row become one (a
    // drag, typing).
    void edit(const Edit& edit, const QString& label, const QString& mergeKey = {});
    bool canUndo() const;
    bool canRedo() const;
    QString undoLabel() const;
    QString redoLabel() const;
    void undo();
    void redo();
    bool isModified() const;

    // A document without a file.
    void reset(const Architecture& architecture = {});
    // Reads NAME.spillway and its sidecar (lays out afresh what has no box). A text with errors is opened too,
    // read-only for save(): diagnostics() says why; nothing on disk is touched.
    Result<void> open(const QString& path);
    // Atomic (temporary + rename), architecture and sidecar. Refuses while the text read had errors.
    Result<void> save();
    Result<void> saveAs(const QString& path);
    QString path() const;  // empty if it has none
    // The text save() would write now.
    std::string text() const;

    // The journal of unsaved edits of `path` left by a crash, if there is one newer than the file.
    static bool hasJournal(const QString& path);
    Result<void> recover();
    void discardJournal();

Q_SIGNALS:
    void changed();        // architecture or layout; also after open and reset
    void layoutChanged();  // only boxes changed (also followed by changed())
    void modifiedChanged();
    void historyChanged();
    void pathChanged();
    void fileChangedOutside();  // the file on disk is no longer what was read or written

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace spillway
