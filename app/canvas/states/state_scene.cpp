#include "canvas/states/state_scene.h"

#include "canvas/curves.h"
#include "canvas/painter.h"
#include "canvas/routing.h"
#include "document/layers.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace spillway {
namespace {

constexpr QSizeF kState{176, 58};
constexpr double kHead = 34;        // of a state with machines inside: its name
constexpr double kPad = 18;         // around a machine
constexpr double kTitle = 20;       // of a machine: "branch 1"
constexpr double kAreaGap = 10;     // between branches
constexpr double kStartRoom = 26;   // before the first state: the start marker
constexpr double kLabelMost = 150;  // wider labels are cut
constexpr double kLabelHeight = 16;

QString qt(const std::string& text) { return QString::fromStdString(text); }

double labelWidth(const QString& label) {
    static const QFontMetricsF kMetrics(canvasFont(10));
    return label.isEmpty() ? 0 : std::min(kLabelMost, kMetrics.horizontalAdvance(label) + 10);
}

// Places machines inside out: a state is as large as what is in it.
class Arranger {
public:
    Arranger(const states::Graph& graph, bool down)
        : m_graph{graph}, m_down{down}, m_boxes(graph.states.size()), m_areas(graph.machines.size()) {}

    void arrange() {
        for (std::size_t machine = m_graph.machines.size(); machine-- > 0;) arrangeMachine(machine);
        for (std::size_t machine = 0; machine < m_graph.machines.size(); ++machine) settle(machine);
    }

    const QRectF& box(std::size_t state) const { return m_boxes[state]; }
    const QRectF& area(std::size_t machine) const { return m_areas[machine]; }

private:
    QSizeF sizeOf(std::size_t state) const {
        const auto& inside = m_graph.states[state].inside;
        if (inside.empty()) return kState;
        double along = 0, across = 0;  // branches lie beside each other, across the way one reads
        for (const std::size_t machine : inside) {
            const QSizeF size = m_areas[machine].size();
            along = std::max(along, m_down ? size.height() : size.width());
            across += (m_down ? size.width() : size.height()) + kAreaGap;
        }
        if (m_down) return {std::max(kState.width(), across + kAreaGap), kHead + along + kAreaGap};
        return {std::max(kState.width(), along + 2 * kAreaGap), kHead + across};
    }

    // The boxes of its states, from 0, 0; and its own size around them.
    void arrangeMachine(std::size_t machine) {
        const std::vector<std::size_t> own = m_graph.statesOf(machine);
        std::vector<LayerItem> items(own.size());
        LayerLinks links;
        std::vector<std::size_t> place(m_graph.states.size(), 0);
        for (std::size_t i = 0; i < own.size(); ++i) {
            const QSizeF size = sizeOf(own[i]);
            // Layers go from left to right: to go down, everything is turned.
            items[i].width = m_down ? size.height() : size.width() + labelRoom(own[i]);
            items[i].height = m_down ? size.width() : size.height();
            place[own[i]] = i;
        }
        for (const states::Transition& way : m_graph.transitions) {
            if (m_graph.states[way.from].machine == machine) links.emplace_back(place[way.from], place[way.to]);
        }
        arrangeInLayers(items, links);
        QRectF bounds;
        for (std::size_t i = 0; i < own.size(); ++i) {
            const QPointF at = m_down ? QPointF(items[i].y, items[i].x) : QPointF(items[i].x, items[i].y);
            m_boxes[own[i]] = QRectF(at, sizeOf(own[i]));
            bounds |= m_boxes[own[i]];
        }
        if (own.empty()) bounds = QRectF(0, 0, kState.width(), 20);
        m_offset.resize(std::max(m_offset.size(), machine + 1));
        m_offset[machine] = bounds.topLeft();
        const QPointF lead = leadOf(machine);
        m_areas[machine] = QRectF(0, 0, bounds.width() + lead.x() + kPad, bounds.height() + lead.y() + kPad);
    }

    // From a machine's corner to its first state.
    QPointF leadOf(std::size_t machine) const {
        const double title = machine == 0 ? 0 : kTitle;
        return {kPad + (m_down ? 0 : kStartRoom), kPad + title + (m_down ? kStartRoom : 0)};
    }

    // Ways out of a state that say something need room to say it.
    double labelRoom(std::size_t state) const {
        double most = 0;
        for (const states::Transition& way : m_graph.transitions) {
            if (way.from == state) most = std::max(most, labelWidth(qt(way.label)));
        }
        return most > 0 ? most - 30 : 0;
    }

    // Outside in: where a machine stands is known once its state's place is.
    void settle(std::size_t machine) {
        const std::size_t owner = m_graph.machines[machine].owner;
        if (owner > 0) {
            const QRectF& around = m_boxes[owner - 1];
            QPointF corner = around.topLeft() + QPointF(kAreaGap, kHead);
            for (const std::size_t each : m_graph.states[owner - 1].inside) {
                if (each == machine) break;
                corner += m_down ? QPointF(m_areas[each].width() + kAreaGap, 0)
                                 : QPointF(0, m_areas[each].height() + kAreaGap);
            }
            m_areas[machine].moveTopLeft(corner);
            if (m_down)
                m_areas[machine].setBottom(around.bottom() - kAreaGap);
            else
                m_areas[machine].setRight(around.right() - kAreaGap);
        }
        const QPointF by = m_areas[machine].topLeft() + leadOf(machine) - m_offset[machine];
        for (const std::size_t state : m_graph.statesOf(machine)) m_boxes[state].translate(by);
    }

    const states::Graph& m_graph;
    bool m_down;
    std::vector<QRectF> m_boxes;
    std::vector<QRectF> m_areas;
    std::vector<QPointF> m_offset;
};

// The ways of one machine: led by what leads flows on the drawing, around the machine's own states.
void routeMachine(StateScene& scene, const states::Graph& graph, std::size_t machine) {
    Scene one;
    std::vector<std::size_t> place(graph.states.size(), 0);
    for (const std::size_t state : graph.statesOf(machine)) {
        place[state] = one.nodes.size();
        SceneNode node;
        node.id = scene.shapes[state].id;
        node.box = scene.shapes[state].box;
        one.nodeIndex.emplace(node.id.toStdString(), one.nodes.size());
        one.nodes.push_back(std::move(node));
    }
    std::vector<std::size_t> lines;
    for (std::size_t i = 0; i < graph.transitions.size(); ++i) {
        const states::Transition& way = graph.transitions[i];
        if (graph.states[way.from].machine != machine || way.from == way.to) continue;
        SceneFlow flow;
        flow.name = qt(way.pointer);
        flow.kind = way.kind == states::Transition::Kind::error ? FlowKind::event : FlowKind::call;
        flow.from = place[way.from];
        flow.to = place[way.to];
        one.flows.push_back(std::move(flow));
        lines.push_back(i);
    }
    route(one);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        SceneFlow& way = scene.lines[lines[i]].way;
        const std::size_t from = way.from, to = way.to;
        way = std::move(one.flows[i]);
        way.from = from;
        way.to = to;
    }
}

// A state that leads to itself: a loop over its upper edge.
void loop(SceneFlow& way, const QRectF& box) {
    const QPointF from(box.right() - 30, box.top()), to(box.right() - 70, box.top());
    way.leaves = Side::top;
    way.arrives = Side::top;
    way.curve = {from, from + QPointF(10, -34), to + QPointF(-10, -34), to};
    measure(way);
}

void labelLine(StateLine& line, bool down) {
    if (line.label.isEmpty() || line.way.curve.empty()) return;
    // Near where it leaves: there the ways of one state are apart.
    const double width = labelWidth(line.label);
    line.labelAt = pointAlong(line.way, std::min(line.way.length() * 0.5, down ? 24 : width / 2 + 16));
    line.plate = QRectF(line.labelAt - QPointF(width / 2, kLabelHeight / 2), QSizeF(width, kLabelHeight));
}

// Labels of ways that leave beside each other are pushed apart.
void spreadLabels(std::vector<StateLine>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].plate.isNull()) continue;
        for (int tries = 0; tries < 8; ++tries) {
            const auto over = std::find_if(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(i),
                                           [&](const StateLine& other) {
                                               return !other.plate.isNull() && other.plate.intersects(lines[i].plate);
                                           });
            if (over == lines.begin() + static_cast<std::ptrdiff_t>(i)) break;
            const double along =
                std::min(lines[i].way.length() - 8, lines[i].way.length() * (0.5 + 0.05 * (tries + 1)));
            const QPointF next =
                tries < 4 ? pointAlong(lines[i].way, along) : lines[i].labelAt + QPointF(0, kLabelHeight + 1);
            lines[i].plate.translate(next - lines[i].labelAt);
            lines[i].labelAt = next;
        }
    }
}

double distanceTo(const SceneFlow& way, QPointF point) {
    double nearest = 1e9;
    for (const QPointF& sample : way.samples) {
        const QPointF by = sample - point;
        nearest = std::min(nearest, std::hypot(by.x(), by.y()));
    }
    return nearest;
}

}  // namespace

std::size_t StateScene::find(const QString& id) const {
    const auto found =
        std::find_if(shapes.begin(), shapes.end(), [&](const StateShape& shape) { return shape.id == id; });
    return found == shapes.end() ? npos : static_cast<std::size_t>(found - shapes.begin());
}

QRectF StateScene::boxOf(const QString& id) const {
    if (const std::size_t found = find(id); found != npos) return shapes[found].box;
    const auto line = std::find_if(lines.begin(), lines.end(), [&](const StateLine& each) { return each.id == id; });
    return line == lines.end() ? QRectF() : line->way.bounds;
}

QString StateScene::stateAt(QPointF point) const {
    for (auto shape = shapes.rbegin(); shape != shapes.rend(); ++shape) {
        if (shape->box.contains(point)) return shape->id;
    }
    return {};
}

QString StateScene::at(QPointF point, double reach) const {
    const QString state = stateAt(point);
    const std::size_t found = find(state);
    // Ways run inside a state that holds machines.
    if (found != npos && !shapes[found].holds) return state;
    const StateLine* nearest = nullptr;
    double best = reach;
    for (const StateLine& line : lines) {
        if (line.plate.contains(point)) return line.id;
        if (!line.way.bounds.adjusted(-reach, -reach, reach, reach).contains(point)) continue;
        const double distance = distanceTo(line.way, point);
        if (distance > best) continue;
        best = distance;
        nearest = &line;
    }
    return nearest != nullptr ? nearest->id : state;
}

StateScene stateSceneOf(const states::Graph& graph, bool down) {
    StateScene scene;
    scene.down = down;
    if (graph.machines.empty()) return scene;
    Arranger arranger(graph, down);
    arranger.arrange();
    for (std::size_t i = 0; i < graph.states.size(); ++i) {
        const states::State& state = graph.states[i];
        StateShape shape{qt(state.pointer), qt(state.name), qt(state.type), qt(state.detail), arranger.box(i)};
        shape.isStart = state.isStart;
        shape.isEnd = state.isEnd;
        shape.holds = !state.inside.empty();
        scene.bounds |= shape.box;
        scene.shapes.push_back(std::move(shape));
    }
    for (std::size_t machine = 1; machine < graph.machines.size(); ++machine)
        scene.areas.push_back({qt(graph.machines[machine].title), arranger.area(machine)});
    for (const states::Transition& way : graph.transitions) {
        StateLine line;
        line.id = qt(way.pointer);
        line.isError = way.kind == states::Transition::Kind::error;
        line.label = qt(way.label);
        line.way.from = way.from;
        line.way.to = way.to;
        if (way.from == way.to) loop(line.way, scene.shapes[way.from].box);
        scene.lines.push_back(std::move(line));
    }
    for (std::size_t machine = 0; machine < graph.machines.size(); ++machine) routeMachine(scene, graph, machine);
    for (StateLine& line : scene.lines) {
        labelLine(line, down);
        scene.bounds |= line.way.bounds | line.plate;
    }
    spreadLabels(scene.lines);
    const QPointF around = down ? QPointF(8, kStartRoom + 6) : QPointF(kStartRoom + 6, 8);
    scene.bounds.adjust(-around.x(), -around.y(), around.x(), around.y());
    return scene;
}

bool catches(const StateShape& shape) {
    return shape.type == QLatin1String("Task") || shape.type == QLatin1String("Parallel") ||
           shape.type == QLatin1String("Map");
}

QPointF errorKnob(const QRectF& box, bool down) { return portOf(box, down ? Side::right : Side::bottom); }
QPointF nextKnob(const QRectF& box, bool down) { return portOf(box, down ? Side::bottom : Side::right); }

}  // namespace spillway
