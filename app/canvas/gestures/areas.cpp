#include "canvas/canvas_item.h"
#include "viewmodel/edits/arrange.h"

#include <cmath>

// Gestures that draw an area or move the view: pan, marquee, lasso, new boundary, make space.
namespace spillway {
namespace {

class Pan : public Gesture {
public:
    Pan(CanvasItem& canvas, QPointF screen) : Gesture{canvas}, m_at{screen} {}
    void moveTo(QPointF, QPointF screen, Qt::KeyboardModifiers) override {
        m_canvas.setCamera(m_canvas.camera().panned(screen - m_at));
        m_at = screen;
    }
    void finish(QPointF, Qt::KeyboardModifiers) override {}
    bool pansAtEdges() const override { return false; }

private:
    QPointF m_at;
};

class MinimapDrag : public Gesture {
public:
    using Gesture::Gesture;
    void moveTo(QPointF, QPointF screen, Qt::KeyboardModifiers) override { m_canvas.centreOnMinimap(screen); }
    void finish(QPointF, Qt::KeyboardModifiers) override {}
    bool pansAtEdges() const override { return false; }
};

class Marquee : public Gesture {
public:
    Marquee(CanvasItem& canvas, QPointF from, bool adds)
        : Gesture{canvas}, m_from{from}, m_before{adds ? canvas.selection()->items() : QStringList()} {}
    void moveTo(QPointF point, QPointF, Qt::KeyboardModifiers) override {
        m_canvas.overlay().marquee = QRectF(m_from, point).normalized();
        m_canvas.selection()->set(m_before + itemsIn(m_canvas.scene(), m_canvas.overlay().marquee));
    }
    void finish(QPointF point, Qt::KeyboardModifiers) override {
        m_canvas.selection()->set(m_before + itemsIn(m_canvas.scene(), QRectF(m_from, point).normalized()));
        m_canvas.overlay().marquee = {};
    }
    void cancel() override {
        m_canvas.selection()->set(m_before);
        m_canvas.overlay().marquee = {};
    }

private:
    QPointF m_from;
    QStringList m_before;
};

class Lasso : public Gesture {
public:
    Lasso(CanvasItem& canvas, QPointF from) : Gesture{canvas} { m_canvas.overlay().lasso = {from}; }
    void moveTo(QPointF point, QPointF, Qt::KeyboardModifiers) override { m_canvas.overlay().lasso.append(point); }
    void finish(QPointF, Qt::KeyboardModifiers) override {
        m_canvas.selection()->set(itemsIn(m_canvas.scene(), m_canvas.overlay().lasso));
        cancel();
    }
    void cancel() override { m_canvas.overlay().lasso.clear(); }
};

class NewBoundary : public Gesture {
public:
    NewBoundary(CanvasItem& canvas, QPointF from) : Gesture{canvas}, m_from{from} {}
    void moveTo(QPointF point, QPointF, Qt::KeyboardModifiers modifiers) override {
        const bool free = modifiers.testFlag(Qt::AltModifier);
        const auto snap = [free](QPointF p) {
            return free ? p : QPointF(edits::snapped(p.x()), edits::snapped(p.y()));
        };
        m_canvas.overlay().newBoundary = QRectF(snap(m_from), snap(point)).normalized();
    }
    void finish(QPointF, Qt::KeyboardModifiers) override {
        const QRectF area = m_canvas.overlay().newBoundary;
        cancel();
        if (area.width() < edits::kLeastBoundary.width / 2 || area.height() < edits::kLeastBoundary.height / 2) return;
        m_canvas.editing()->addBoundary(area);
        m_canvas.setTool(QStringLiteral("select"));
    }
    void cancel() override { m_canvas.overlay().newBoundary = {}; }

private:
    QPointF m_from;
};

class Space : public Gesture {
public:
    Space(CanvasItem& canvas, QPointF from) : Gesture{canvas}, m_from{from} {}
    void moveTo(QPointF point, QPointF, Qt::KeyboardModifiers) override {
        const QPointF way = point - m_from;
        m_across = std::abs(way.x()) >= std::abs(way.y());
        m_by = edits::snapped(m_across ? way.x() : way.y());
        const QRectF all = m_canvas.scene().bounds.adjusted(-60, -60, 60, 60);
        m_canvas.overlay().spaceLine = m_across ? QLineF(m_from.x(), all.top(), m_from.x(), all.bottom())
                                                : QLineF(all.left(), m_from.y(), all.right(), m_from.y());
        edits::Draft draft;
        draft.state = {m_canvas.document()->architecture(), m_canvas.document()->layout()};
        edits::makeSpace(draft, m_across ? edits::Axis::horizontal : edits::Axis::vertical,
                         m_across ? m_from.x() : m_from.y(), m_by);
        m_canvas.preview(draft.state.layout.boxes);
    }
    void finish(QPointF, Qt::KeyboardModifiers) override {
        cancel();
        m_canvas.editing()->makeSpace(m_across, m_across ? m_from.x() : m_from.y(), m_by);
    }
    void cancel() override {
        m_canvas.overlay().spaceLine.reset();
        m_canvas.preview({});
    }

private:
    QPointF m_from;
    bool m_across = true;
    double m_by = 0;
};

}  // namespace

std::unique_ptr<Gesture> panGesture(CanvasItem& canvas, QPointF screen) {
    return std::make_unique<Pan>(canvas, screen);
}
std::unique_ptr<Gesture> minimapGesture(CanvasItem& canvas) { return std::make_unique<MinimapDrag>(canvas); }
std::unique_ptr<Gesture> marqueeGesture(CanvasItem& canvas, QPointF from, bool adds) {
    return std::make_unique<Marquee>(canvas, from, adds);
}
std::unique_ptr<Gesture> lassoGesture(CanvasItem& canvas, QPointF from) {
    return std::make_unique<Lasso>(canvas, from);
}
std::unique_ptr<Gesture> boundaryGesture(CanvasItem& canvas, QPointF from) {
    return std::make_unique<NewBoundary>(canvas, from);
}
std::unique_ptr<Gesture> spaceGesture(CanvasItem& canvas, QPointF from) {
    return std::make_unique<Space>(canvas, from);
}

}  // namespace spillway
