#include "canvas/states/state_canvas.h"

#include <QCursor>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

constexpr int kFrameMs = 16;
constexpr double kMargin = 36;  // around the states when all are in view

}  // namespace

StateCanvas::StateCanvas(QQuickItem* parent) : QQuickPaintedItem{parent} {
    setActiveFocusOnTab(true);
    setAcceptedMouseButtons(Qt::LeftButton | Qt::MiddleButton | Qt::RightButton);
    setAcceptHoverEvents(true);
    setFlag(ItemAcceptsDrops);
    setOpaquePainting(true);
    setClip(true);
    m_timer.setInterval(kFrameMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const double seconds = static_cast<double>(m_clock.restart()) * 1e-3;
        m_seconds += std::min(seconds, 0.1);
        update();
    });
    connect(this, &QQuickItem::visibleChanged, this, &StateCanvas::refreshTimer);
    connect(this, &StateCanvas::reducedMotionChanged, this, &StateCanvas::refreshTimer);
}

void StateCanvas::setDesk(WorkflowDesk* desk) {
    if (desk == m_desk) return;
    if (m_desk) m_desk->disconnect(this);
    m_desk = desk;
    if (m_desk) {
        connect(m_desk, &WorkflowDesk::graphChanged, this, &StateCanvas::rebuild);
        connect(m_desk, &WorkflowDesk::opened, this, [this] {
            m_overlay = {};
            rebuild();
        });
        connect(m_desk, &WorkflowDesk::liveChanged, this, &StateCanvas::showLive);
        connect(m_desk, &WorkflowDesk::selectionChanged, this, [this] {
            m_overlay.selected = m_desk->selected();
            update();
        });
    }
    rebuild();
    Q_EMIT deskChanged();
}

void StateCanvas::setDark(bool dark) {
    if (dark == m_dark) return;
    m_dark = dark;
    m_palette = CanvasPalette::of(dark);
    update();
    Q_EMIT darkChanged();
}

void StateCanvas::setFlowing(bool flowing) {
    if (flowing == m_flowing) return;
    m_flowing = flowing;
    refreshTimer();
    Q_EMIT flowingChanged();
}

void StateCanvas::refreshTimer() {
    if (!m_flowing || m_reducedMotion || !isVisible()) return m_timer.stop();
    m_clock.start();
    m_timer.start();
}

// Downwards or to the right, whichever is the larger in this view. A hand that moved the view keeps its picture.
StateScene StateCanvas::sceneNow(bool mayTurn) const {
    if (!m_desk || !m_desk->isOpen()) return {};
    if (!mayTurn || width() <= 0 || height() <= 0) return stateSceneOf(m_desk->graph(), m_scene.down);
    const QRectF view(QPointF(), size());
    StateScene across = stateSceneOf(m_desk->graph(), false), down = stateSceneOf(m_desk->graph(), true);
    constexpr double kWorthIt = 1.15;
    const double zoomAcross = Camera::fitting(across.bounds, view, kMargin).zoom;
    return Camera::fitting(down.bounds, view, kMargin).zoom > kWorthIt * zoomAcross ? std::move(down)
                                                                                    : std::move(across);
}

void StateCanvas::rebuild() {
    const QString shown = m_desk ? m_desk->node() : QString();
    const bool isOther = shown != m_fittedTo;
    m_scene = sceneNow(isOther || m_isFitted);
    m_overlay.selected = m_desk ? m_desk->selected() : QString();
    if (m_scene.find(m_overlay.hovered) == StateScene::npos) m_overlay.hovered.clear();
    if ((isOther || m_isFitted) && !m_scene.bounds.isNull() && width() > 0) {
        m_fittedTo = shown;
        fit();
    }
    if (shown.isEmpty()) m_fittedTo.clear();
    showLive();
}

void StateCanvas::showLive() {
    const StateLive live = m_desk ? m_desk->live() : StateLive{};
    for (StateShape& shape : m_scene.shapes) {
        const StateLive::OfState now = live.states.value(shape.id);
        shape.live = live.running;
        shape.inside = now.inside;
        shape.entered = now.entered;
        // A Fail state fails always: that is no news.
        const bool mayFail = now.entered > 0 && shape.type != QLatin1String("Fail");
        shape.failedShare = mayFail ? static_cast<double>(now.failed) / static_cast<double>(now.entered) : 0;
        shape.isOn = live.on.contains(shape.id);
        shape.wasOn = live.visited.contains(shape.id);
    }
    for (StateLine& line : m_scene.lines) {
        const StateLive::OfTransition now = live.transitions.value(line.id);
        line.live = live.running;
        line.taken = now.taken;
        line.share = now.share;
        line.wasTaken = live.taken.contains(line.id);
    }
    update();
}

void StateCanvas::setCamera(const Camera& camera) {
    if (camera == m_camera) return;
    m_camera = camera;
    m_isFitted = false;
    update();
    Q_EMIT cameraChanged();
}

void StateCanvas::fit() {
    setCamera(Camera::fitting(m_scene.bounds, QRectF(QPointF(), size()), kMargin));
    m_isFitted = true;
}

void StateCanvas::zoomBy(double factor) { setCamera(m_camera.zoomedAt(QPointF(width() / 2, height() / 2), factor)); }

void StateCanvas::reveal(const QString& pointer) {
    const QRectF box = stateRect(pointer);
    const QRectF view = QRectF(QPointF(), size()).adjusted(24, 24, -24, -24);
    if (box.isNull() || view.contains(box)) return;
    setCamera(m_camera.panned(view.center() - box.center()));
}

QPointF StateCanvas::knob(const QString& pointer, bool error) const {
    const QRectF box = m_scene.boxOf(pointer);
    return m_camera.toScreen(error ? errorKnob(box, m_scene.down) : nextKnob(box, m_scene.down));
}

void StateCanvas::geometryChange(const QRectF& now, const QRectF& before) {
    QQuickPaintedItem::geometryChange(now, before);
    if (now.size().isEmpty() || m_scene.bounds.isNull()) return;
    const bool isNew = m_desk && m_fittedTo != m_desk->node();
    if (isNew || (m_isFitted && now.size() != before.size())) rebuild();
}

void StateCanvas::focusOn(const QString& pointer) {
    if (pointer.isEmpty() || !m_desk) return;
    m_desk->select(pointer);
    m_overlay.focused = pointer;
    reveal(pointer);
    update();
}

void StateCanvas::paint(QPainter* painter) {
    const StatePainter states(m_scene, m_palette, m_camera);
    states.draw(*painter, QRectF(QPointF(), size()), m_overlay, m_reducedMotion ? 0 : m_seconds);
}

}  // namespace spillway
