#pragma once

#include "canvas/scene.h"
#include "viewmodel/states/state_graph.h"

#include <cstdint>

// A workflow's states as there is to draw them: plain values in canvas units, laid out by their links from left to
// right or downwards, machines inside the state they belong to. Deterministic: the same definition gives the same
// picture.
namespace spillway {

struct StateShape {
    QString id;  // JSON pointer
    QString name;
    QString type;
    QString detail;
    QRectF box;
    bool isStart = false;
    bool isEnd = false;
    bool holds = false;  // machines inside: Parallel, Map

    // While something runs.
    bool live = false;
    std::int64_t inside = 0;   // executions in it now
    std::int64_t entered = 0;  // since the start
    double failedShare = 0;    // of those that left it
    bool isOn = false;         // the followed execution is in it
    bool wasOn = false;        // or has been
};

struct StateLine {
    QString id;     // JSON pointer of what names the target
    SceneFlow way;  // `from` and `to` are indices of shapes
    bool isError = false;
    QString label;
    QPointF labelAt;  // its middle
    QRectF plate;     // of the label

    bool live = false;
    std::int64_t taken = 0;
    double share = 0;       // of those that left the state
    bool wasTaken = false;  // by the followed execution
};

// Inside a Parallel or Map state.
struct StateArea {
    QString title;
    QRectF box;
};

struct StateScene {
    std::vector<StateShape> shapes;  // a state before those inside it
    std::vector<StateLine> lines;
    std::vector<StateArea> areas;
    bool down = false;  // reads downwards
    QRectF bounds;

    // npos when there is none.
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
    std::size_t find(const QString& id) const;
    QRectF boxOf(const QString& id) const;
    // The innermost state, or the line, at a point; empty if neither. `reach` is in canvas units.
    QString at(QPointF point, double reach) const;
    // The innermost state only.
    QString stateAt(QPointF point) const;
};

StateScene stateSceneOf(const states::Graph& graph, bool down = false);

// Where ways are drawn from: what comes next at the side that the picture reads to, errors at the other. Only types
// that catch have a knob for errors.
bool catches(const StateShape& shape);
QPointF errorKnob(const QRectF& box, bool down);
QPointF nextKnob(const QRectF& box, bool down);

}  // namespace spillway
