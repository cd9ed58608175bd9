#pragma once

#include "canvas/deck_live_source.h"
#include "desktop/file_dialogs.h"
#include "viewmodel/workspace.h"

#include <QQmlApplicationEngine>

#include <memory>

class QQuickWindow;

namespace spillway {

// The window over a workspace, which outlives it. Needs a QApplication.
class Window {
public:
    explicit Window(Workspace& workspace);
    // Null when the QML could not be loaded; the reasons are on stderr.
    QQuickWindow* window() const;

private:
    void takePicture(Workspace& workspace, const QString& path) const;

    DeckLiveSource m_live;
    std::unique_ptr<QQmlApplicationEngine> m_engine;
    std::unique_ptr<FileDialogs> m_dialogs;
};

// The style under our own. Before the first window.
void prepareLook();

// The checkout example: beside the program, in the installed share folder or in the source tree. Empty if nowhere.
QString exampleFile();

}  // namespace spillway
