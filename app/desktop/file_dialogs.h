#pragma once

#include <QObject>
#include <QPointer>

class QFileDialog;
class QQuickWindow;

namespace spillway {

class Workspace;

// The dialogs that choose files, when the workspace asks for one: the system's own where there is one. Qt Quick's takes
// the first file of the folder for the name that was typed, so it is not used.
class FileDialogs : public QObject {
    Q_OBJECT
public:
    // Both outlive this.
    FileDialogs(Workspace& workspace, QQuickWindow& window, QObject* parent = nullptr);
    ~FileDialogs() override;

private:
    void open(const QString& kind);
    void chosen(const QString& kind, const QStringList& files);

    Workspace& m_workspace;
    QQuickWindow& m_window;
    QPointer<QFileDialog> m_dialog;
};

}  // namespace spillway
