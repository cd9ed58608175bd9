#pragma once

#include "canvas/states/state_painter.h"
#include "viewmodel/states/workflow_desk.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QQuickPaintedItem>
#include <QTimer>

namespace spillway {

// The open workflow's states on the screen, with mouse and keys. Edits go through the desk; menus and text fields are
// the window's, which is asked by signals.
class StateCanvas : public QQuickPaintedItem {
    Q_OBJECT
    Q_PROPERTY(spillway::WorkflowDesk* desk READ desk WRITE setDesk NOTIFY deskChanged)
    Q_PROPERTY(bool dark READ dark WRITE setDark NOTIFY darkChanged)
    Q_PROPERTY(bool reducedMotion MEMBER m_reducedMotion NOTIFY reducedMotionChanged)
    // Executions move: dots go along.
    Q_PROPERTY(bool flowing READ flowing WRITE setFlowing NOTIFY flowingChanged)
    Q_PROPERTY(double zoom READ zoom NOTIFY cameraChanged)
public:
    explicit StateCanvas(QQuickItem* parent = nullptr);

    WorkflowDesk* desk() const { return m_desk; }
    void setDesk(WorkflowDesk* desk);
    bool dark() const { return m_dark; }
    void setDark(bool dark);
    bool flowing() const { return m_flowing; }
    void setFlowing(bool flowing);
    double zoom() const { return m_camera.zoom; }
    const StateScene& scene() const { return m_scene; }

    Q_INVOKABLE void fit();
    Q_INVOKABLE void zoomTo(double zoom) { zoomBy(zoom / m_camera.zoom); }
    Q_INVOKABLE void zoomBy(double factor);
    Q_INVOKABLE void reveal(const QString& pointer);
    Q_INVOKABLE QRectF stateRect(const QString& pointer) const { return m_camera.toScreen(m_scene.boxOf(pointer)); }
    // Where a way can be drawn from, in item pixels.
    Q_INVOKABLE QPointF knob(const QString& pointer, bool error) const;

    void paint(QPainter* painter) override;

Q_SIGNALS:
    void deskChanged();
    void darkChanged();
    void reducedMotionChanged();
    void flowingChanged();
    void cameraChanged();
    void renameRequested(const QString& pointer, const QRectF& rect);
    void activated(const QString& pointer);
    // `part` is state, transition or ground; `at` in item pixels.
    void contextMenuRequested(const QString& part, const QPointF& at);
    // A way was drawn from `from` to empty ground: offer what fits.
    void offerRequested(const QString& from, const QPointF& at);

protected:
    void geometryChange(const QRectF& now, const QRectF& before) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseUngrabEvent() override;
    void hoverMoveEvent(QHoverEvent* event) override;
    void hoverLeaveEvent(QHoverEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    enum class Hand { idle, panning, drawing };

    void rebuild();
    StateScene sceneNow(bool mayTurn) const;
    void showLive();
    void setCamera(const Camera& camera);
    void focusOn(const QString& pointer);
    bool walk(int key, Qt::KeyboardModifiers modifiers);
    QString nextState(const QString& from, int key) const;
    // The knob under a point: of which state, and whether it is the one for errors.
    bool knobAt(QPointF world, QString& state, bool& error) const;
    QString itemAt(QPointF screen) const;
    void refreshTimer();

    QPointer<WorkflowDesk> m_desk;
    StateScene m_scene;
    StateOverlay m_overlay;
    Camera m_camera;
    CanvasPalette m_palette = CanvasPalette::of(true);
    Hand m_hand = Hand::idle;
    QPointF m_grip;      // item pixels, of the last move
    QString m_wayFrom;   // the state a way is drawn from
    QString m_fittedTo;  // the workflow the view was fitted to
    bool m_isFitted = false;
    bool m_spaceHeld = false;
    bool m_dark = true;
    bool m_reducedMotion = false;
    bool m_flowing = false;
    double m_seconds = 0;
    QTimer m_timer;
    QElapsedTimer m_clock;
};

}  // namespace spillway
