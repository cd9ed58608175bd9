#include "canvas/canvas_item.h"
#include "canvas/guides.h"
#include "canvas/routing.h"
#include "viewmodel/edits/arrange.h"

#include <cmath>

// Gestures that take hold of something: move, resize, draw a flow.
namespace spillway {
namespace {

constexpr double kDragStart = 4;  // item pixels before a press becomes a drag

bool isDrag(const CanvasItem& canvas, QPointF from, QPointF to) {
    return std::hypot(to.x() - from.x(), to.y() - from.y()) * canvas.zoom() >= kDragStart;
}

class Move : public Gesture {
public:
    Move(CanvasItem& canvas, const QString& item, QPointF from, Qt::KeyboardModifiers modifiers)
        : Gesture{canvas},
          m_item{item},
          m_from{from},
          m_toggles{modifiers.testFlag(Qt::ShiftModifier) || modifiers.testFlag(Qt::ControlModifier)},
          m_wasSelected{canvas.selection()->contains(item)} {
        if (!m_wasSelected && !m_toggles) canvas.selection()->select(item);
    }

    void moveTo(QPointF point, QPointF, Qt::KeyboardModifiers modifiers) override {
        if (!m_dragging && isDrag(m_canvas, m_from, point)) takeHold();
        if (!m_dragging || m_moving.empty()) return;
        QPointF by = point - m_from;
        if (modifiers.testFlag(Qt::ShiftModifier)) (std::abs(by.x()) >= std::abs(by.y()) ? by.ry() : by.rx()) = 0;
        const bool snaps = !modifiers.testFlag(Qt::AltModifier);
        if (snaps)
            by = snappedMove(m_canvas.scene(), m_moving, m_start, by, 6 / m_canvas.zoom(), m_canvas.overlay().guides);
        else
            m_canvas.overlay().guides.clear();
        m_by = by;
        m_flow = modifiers.testFlag(Qt::ControlModifier) ? QString() : flowUnder();
        m_canvas.overlay().dropTarget = m_flow;
        showMoved();
    }

    void finish(QPointF, Qt::KeyboardModifiers modifiers) override {
        const bool dragged = m_dragging;
        cancel();
        if (!dragged) return click();
        if (m_by.isNull()) return;
        if (modifiers.testFlag(Qt::ControlModifier)) return m_canvas.editing()->clone(m_by.x(), m_by.y());
        if (m_flow.isEmpty())
            m_canvas.editing()->move(m_by.x(), m_by.y());
        else
            m_canvas.editing()->moveOntoFlow(m_item, m_by.x(), m_by.y(), m_flow);
    }

    void cancel() override {
        m_canvas.overlay().guides.clear();
        m_canvas.overlay().dropTarget.clear();
        m_canvas.preview({});
    }

private:
    void takeHold() {
        m_dragging = true;
        if (!m_canvas.selection()->contains(m_item)) m_canvas.selection()->add({m_item});
        edits::Draft draft;
        draft.state = {m_canvas.document()->architecture(), m_canvas.document()->layout()};
        for (const QString& item : m_canvas.selection()->items()) draft.selection.push_back(item.toStdString());
        m_moving = edits::movingItems(draft);
        const auto bounds = edits::boundsOf(draft.state, m_moving).value_or(Box{});
        m_start = QRectF(bounds.x, bounds.y, bounds.width, bounds.height);
    }

    void click() {
        if (m_toggles)
            m_canvas.selection()->toggle(m_item);
        else
            m_canvas.selection()->select(m_item);
    }

    // A single node without flows dropped on a flow is inserted into it.
    QString flowUnder() const {
        if (m_moving.size() != 1) return {};
        const auto it = m_canvas.scene().nodeIndex.find(m_moving.front());
        if (it == m_canvas.scene().nodeIndex.end()) return {};
        for (const SceneFlow& flow : m_canvas.scene().flows) {
            if (!flow.deadLetters && (flow.from == it->second || flow.to == it->second)) return {};
        }
        return flowAt(m_canvas.scene(), m_start.translated(m_by).center(), 24);
    }

    void showMoved() {
        std::map<std::string, Box> boxes;
        const auto& all = m_canvas.document()->layout().boxes;
        for (const std::string& item : m_moving) {
            const auto it = all.find(item);
            if (it == all.end()) continue;
            boxes[item] = {it->second.x + m_by.x(), it->second.y + m_by.y(), it->second.width, it->second.height};
        }
        m_canvas.preview(boxes);
    }

    QString m_item;
    QPointF m_from;
    bool m_toggles;
    bool m_wasSelected;
    bool m_dragging = false;
    std::vector<std::string> m_moving;
    QRectF m_start;
    QPointF m_by;
    QString m_flow;
};

class Resize : public Gesture {
public:
    Resize(CanvasItem& canvas, const QString& item, int handle, QPointF from)
        : Gesture{canvas},
          m_item{item},
          m_handle{handle},
          m_from{from},
          m_box{canvas.scene().boxOf(item)},
          m_now{m_box} {}

    void moveTo(QPointF point, QPointF, Qt::KeyboardModifiers modifiers) override {
        const bool isNode = m_canvas.scene().nodeIndex.contains(m_item.toStdString());
        const edits::Extent least = isNode ? edits::kLeastNode : edits::kLeastBoundary;
        const bool free = modifiers.testFlag(Qt::AltModifier);
        const auto snap = [free](double value) { return free ? value : edits::snapped(value); };
        const QPointF by = point - m_from;
        m_now = m_box;
        if (m_handle == 0 || m_handle == 6 || m_handle == 7)
            m_now.setLeft(std::min(snap(m_box.left() + by.x()), m_box.right() - least.width));
        if (m_handle >= 2 && m_handle <= 4)
            m_now.setRight(std::max(snap(m_box.right() + by.x()), m_box.left() + least.width));
        if (m_handle <= 2) m_now.setTop(std::min(snap(m_box.top() + by.y()), m_box.bottom() - least.height));
        if (m_handle >= 4 && m_handle <= 6)
            m_now.setBottom(std::max(snap(m_box.bottom() + by.y()), m_box.top() + least.height));
        m_canvas.preview({{m_item.toStdString(), Box{m_now.x(), m_now.y(), m_now.width(), m_now.height()}}});
    }
    void finish(QPointF, Qt::KeyboardModifiers) override {
        cancel();
        if (m_now != m_box) m_canvas.editing()->resize(m_item, m_now);
    }
    void cancel() override { m_canvas.preview({}); }

private:
    QString m_item;
    int m_handle;
    QPointF m_from;
    QRectF m_box;
    QRectF m_now;
};

class NewFlow : public Gesture {
public:
    NewFlow(CanvasItem& canvas, const QString& from, QPointF at) : Gesture{canvas}, m_from{from}, m_at{at} {}

    void moveTo(QPointF point, QPointF, Qt::KeyboardModifiers modifiers) override {
        Overlay& overlay = m_canvas.overlay();
        overlay.newFlow = curveTo(m_canvas.scene().boxOf(m_from), point);
        overlay.newFlowIsEvent = isEvent(modifiers);
        overlay.dropTarget = nodeUnder(point);
    }
    void finish(QPointF point, Qt::KeyboardModifiers modifiers) override {
        cancel();
        if (!isDrag(m_canvas, m_at, point)) return;
        const QString kind = isEvent(modifiers) ? QStringLiteral("event") : QStringLiteral("call");
        const QString to = nodeUnder(point);
        if (to == m_from) return;
        if (!to.isEmpty()) return m_canvas.editing()->connectNodes(m_from, to, kind);
        Q_EMIT m_canvas.offerRequested(m_from, m_canvas.camera().toScreen(point), point, kind);
    }
    void cancel() override {
        m_canvas.overlay().newFlow.reset();
        m_canvas.overlay().dropTarget.clear();
    }

private:
    bool isEvent(Qt::KeyboardModifiers modifiers) const {
        return modifiers.testFlag(Qt::AltModifier) != m_canvas.drawsEvents();
    }
    QString nodeUnder(QPointF point) const {
        for (const SceneNode& node : m_canvas.scene().nodes) {
            if (!node.group && node.box.adjusted(-10, -10, 10, 10).contains(point) && node.id != m_from) return node.id;
        }
        return m_canvas.scene().boxOf(m_from).contains(point) ? m_from : QString();
    }

    QString m_from;
    QPointF m_at;
};

}  // namespace

std::unique_ptr<Gesture> moveGesture(CanvasItem& canvas, const QString& item, QPointF from,
                                     Qt::KeyboardModifiers modifiers) {
    return std::make_unique<Move>(canvas, item, from, modifiers);
}
std::unique_ptr<Gesture> resizeGesture(CanvasItem& canvas, const QString& item, int handle, QPointF from) {
    return std::make_unique<Resize>(canvas, item, handle, from);
}
std::unique_ptr<Gesture> flowGesture(CanvasItem& canvas, const QString& from, QPointF at) {
    return std::make_unique<NewFlow>(canvas, from, at);
}

}  // namespace spillway
