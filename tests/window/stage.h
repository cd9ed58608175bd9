#pragma once

#include "canvas/canvas_item.h"
#include "desktop/window.h"
#include "viewmodel/workspace.h"

#include <QQuickItem>
#include <QQuickWindow>
#include <QTemporaryDir>

#include <memory>

namespace spillway {

// One window over a workspace of its own, with the hands of a person: items are found by their object name as they
// stand on the screen. Any warning on the way fails the test.
class Stage {
public:
    // `file` of examples/ is copied, so that a test may save; empty: an empty document.
    explicit Stage(const QString& file = QStringLiteral("checkout.spillway"), QSize size = {1500, 1000});
    ~Stage();

    Workspace& workspace() { return *m_workspace; }
    Document& document() { return *m_workspace->document(); }
    Selection& selection() { return *m_workspace->selection(); }
    const Topology& topology() { return document().architecture().topology; }
    QQuickWindow& window() { return *m_window; }
    CanvasItem& canvas();
    // The copy's path, or where a file of this name would lie.
    QString path(const QString& name = QStringLiteral("checkout.spillway")) const { return m_folder.filePath(name); }

    // Null if nothing visible has that name.
    QQuickItem* item(const QString& name);
    bool shows(const QString& name) { return item(name) != nullptr; }
    // Is this text on the screen?
    bool says(const QString& text);
    QPoint middle(QQuickItem& item);
    // Of a node or boundary's title, in the window.
    QPoint nodeAt(const QString& id);

    void click(QPoint at, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton);
    void click(const QString& name);
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton);
    void wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers = {});
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    void type(const QString& text);
    // Replaces the text of a field and presses Return.
    void fill(const QString& name, const QString& text);
    void settle();

private:
    void scrollTo(QQuickItem& item);

    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Window> m_view;
    QQuickWindow* m_window = nullptr;
};

}  // namespace spillway

// The main of a window test: the look must be chosen before the application is there.
#define SPILLWAY_WINDOW_TEST(Test)              \
    int main(int argc, char** argv) {           \
        spillway::prepareLook();                \
        const QApplication app(argc, argv);     \
        Test test;                              \
        QTEST_SET_MAIN_SOURCE_PATH              \
        return QTest::qExec(&test, argc, argv); \
    }
