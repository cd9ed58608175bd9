#include "stage.h"

#include <QApplication>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

namespace spillway {
namespace {

QQuickItem* named(QQuickItem* from, const std::function<bool(QQuickItem&)>& fits) {
    if (!from->isVisible() || from->opacity() <= 0) return nullptr;
    if (fits(*from)) return from;
    const auto children = from->childItems();
    // What lies on top first: a sheet hides the page under it.
    for (auto child = children.crbegin(); child != children.crend(); ++child) {
        if (QQuickItem* found = named(*child, fits)) return found;
    }
    return nullptr;
}

}  // namespace

Stage::Stage(const QString& file, QSize size) {
    // The offscreen platform says what it cannot do; everything else is a defect.
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    Workspace::Places places{.preferences = path(QStringLiteral("preferences.ini")),
                             .runs = path(QStringLiteral("runs.sqlite"))};
    places.example = qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/examples/checkout.spillway");
    m_workspace = std::make_unique<Workspace>(places);
    m_workspace->preferences()->setReducedMotion(true);  // what fades in is there at once
    if (!file.isEmpty()) {
        const QString from = qEnvironmentVariable("SPILLWAY_SOURCE") + QStringLiteral("/examples/");
        QFile::copy(from + file, path(file));
        const QString sidecar = QString(file).replace(QStringLiteral(".spillway"), QStringLiteral(".layout.yaml"));
        QFile::copy(from + sidecar, path(sidecar));
    }
    m_view = std::make_unique<Window>(*m_workspace);
    m_window = m_view->window();
    if (m_window == nullptr) qFatal("the window could not be built");
    m_window->resize(size);
    if (!file.isEmpty()) m_workspace->openPath(path(file));
    if (!QTest::qWaitForWindowExposed(m_window)) qFatal("the window does not come up");
    settle();
}

Stage::~Stage() = default;

void Stage::settle() {
    QTest::qWait(1);
    QSignalSpy frame(m_window, &QQuickWindow::frameSwapped);
    m_window->update();
    frame.wait(300);
}

CanvasItem& Stage::canvas() { return *qobject_cast<CanvasItem*>(item(QStringLiteral("drawing"))); }

QQuickItem* Stage::item(const QString& name) {
    return named(m_window->contentItem(), [&](QQuickItem& item) { return item.objectName() == name; });
}

bool Stage::says(const QString& text) {
    return named(m_window->contentItem(),
                 [&](QQuickItem& item) { return item.property("text").toString().contains(text); }) != nullptr;
}

QPoint Stage::middle(QQuickItem& item) {
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint();
}

QPoint Stage::nodeAt(const QString& id) {
    CanvasItem& drawing = canvas();
    const QRectF box = drawing.itemRect(id);
    const bool boundary = findBoundary(topology(), id.toStdString()) != nullptr;
    return drawing.mapToScene(boundary ? QPointF(box.x() + 24, box.y() + 14 * drawing.zoom()) : box.center()).toPoint();
}

void Stage::click(QPoint at, Qt::KeyboardModifiers modifiers, Qt::MouseButton button) {
    QTest::mouseMove(m_window, at);
    QTest::mouseClick(m_window, button, modifiers, at);
    settle();
}

void Stage::scrollTo(QQuickItem& item) {
    for (QQuickItem* around = item.parentItem(); around != nullptr; around = around->parentItem()) {
        const double y = around->mapFromScene(middle(item)).y();
        if (!around->property("contentY").isValid() || (y > 0 && y < around->height())) continue;
        around->setProperty("contentY", around->property("contentY").toDouble() + y - around->height() / 2);
        settle();
    }
}

void Stage::click(const QString& name) {
    QQuickItem* target = item(name);
    if (target == nullptr)
        return QTest::qFail(qPrintable(name + QStringLiteral(" is not on the screen")), __FILE__, __LINE__);
    scrollTo(*target);
    click(middle(*target));
}

void Stage::drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers, Qt::MouseButton button) {
    QTest::mouseMove(m_window, from);
    QTest::mousePress(m_window, button, modifiers, from);
    for (int step = 1; step <= 5; ++step) {
        QMouseEvent move(QEvent::MouseMove, QPointF(from + (to - from) * step / 5),
                         m_window->mapToGlobal(from + (to - from) * step / 5), Qt::NoButton, button, modifiers);
        QCoreApplication::sendEvent(m_window, &move);
    }
    QTest::mouseRelease(m_window, button, modifiers, to);
    settle();
}

void Stage::wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers) {
    QWheelEvent event(at, m_window->mapToGlobal(at), {}, angle, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_window, &event);
    settle();
}

void Stage::key(Qt::Key key, Qt::KeyboardModifiers modifiers) {
    QTest::keyClick(m_window, key, modifiers);
    settle();
}

void Stage::type(const QString& text) {
    for (const QChar letter : text) QTest::keyClick(m_window, letter.toLatin1());
    settle();
}

void Stage::fill(const QString& name, const QString& text) {
    click(name);
    key(Qt::Key_A, Qt::ControlModifier);
    type(text);
    key(Qt::Key_Return);
}

}  // namespace spillway
