#pragma once

#include "document/layout.h"
#include "platforms/facts.h"
#include "run/snapshot.h"
#include "topology/topology.h"

#include <QPointF>
#include <QRectF>
#include <QString>
#include <QStringList>

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

// What there is to draw, as plain values in canvas units: the painter, the picking and the export all read this and
// nothing else.
namespace spillway {

enum class Health { calm, strained, failing };

struct SceneNode {
    QString id;
    QString name;
    QString subtitle;  // "service · HPA 4–20"
    NodeKind kind = NodeKind::service;
    QRectF box;
    std::size_t boundary = 0;          // index + 1 into boundaries; 0 is none
    int drawnInstances = 0;            // outlines shown while nothing runs
    bool group = false;                // a collapsed boundary: stands for all in it
    std::vector<std::string> members;  // of a group: its nodes, at any depth

    // While something runs; see node_face.h.
    bool live = false;
    QString value;    // top right: "388 ms"
    QString count;    // bottom right: "9", "18 402"
    double fill = 0;  // water line, 0 to 1
    Health health = Health::calm;
    InstanceCounts instances;
    bool faulted = false;
};

struct SceneBoundary {
    QString id;
    QString title;
    QString note;  // top right: the owner
    BoundaryKind kind = BoundaryKind::service;
    QRectF box;
    int hue = 0;             // which of the palette's colours
    std::size_t parent = 0;  // index + 1; 0 is none
    Health health = Health::calm;
    QString liveNote;  // "p99 2.6 s"
};

enum class Side { right, bottom, left, top };

struct SceneFlow {
    QString name;        // "from -> to"; of a bundle, the first of its flows
    QStringList bundle;  // at a group: all the flows that it stands for
    FlowKind kind = FlowKind::call;
    bool deadLetters = false;  // no flow of the document: a queue's dead letters; `name` is the queue's id
    std::size_t from = 0;      // indices of nodes
    std::size_t to = 0;
    Side leaves = Side::right;
    Side arrives = Side::left;
    std::vector<QPointF> corners;  // of a way around boxes; empty when the curve is a simple one
    std::vector<QPointF> curve;    // from port to port, pieces of cubic Bezier: 1 + 3n points
    std::vector<QPointF> samples;  // along it, close enough to stand for it
    std::vector<double> lengths;   // from the start to each sample
    QRectF bounds;

    bool live = false;
    double rate = 0;
    Health health = Health::calm;
    BreakerCounts breakers;
    bool faulted = false;
    double cutAt = -1;  // from the start: where an open breaker cuts the line; negative is nowhere

    double length() const { return lengths.empty() ? 0 : lengths.back(); }
};

// What a flow says beside its line: an open or half-open breaker, a fault; with its words on free ground.
struct FlowMark {
    enum class Sign { breakerOpen, breakerHalfOpen, fault };
    std::size_t flow = 0;
    Sign sign = Sign::fault;
    double along = 0;  // from the flow's start
    QPointF at;        // middle of the symbol
    QRectF plate;      // of the words
    QString label;
};

// A zone that only says where instances are: no area, see placementZones().
struct SceneZone {
    QString id;
    QString title;
    std::vector<std::size_t> nodes;
    Health health = Health::calm;  // the worst of its nodes'
};

struct Scene {
    std::vector<SceneBoundary> boundaries;  // each after the one it is in
    std::vector<SceneNode> nodes;
    std::vector<SceneFlow> flows;
    std::vector<SceneZone> zones;
    std::vector<FlowMark> marks;  // see placeMarks()
    QRectF bounds;
    std::unordered_map<std::string, std::size_t> nodeIndex;
    std::unordered_map<std::string, std::size_t> boundaryIndex;
    std::unordered_map<std::string, std::size_t> hidden;  // what is not drawn: the group that stands for it

    // Of what stands for it if it is hidden; null if it is not drawn. Flows give their curve's bounds.
    QRectF boxOf(const QString& item) const;
};

// Items without a box are left out, and flows to them. Flows that nothing has happened to since `before` keep their
// way. Boxes say what counts where nothing is stated: from `facts`.
Scene sceneOf(const Topology& topology, const Layout& layout, const Scene* before = nullptr,
              const PlatformFacts& facts = platformFacts());

// While something is dragged: these boxes stand elsewhere, and the flows at them follow. Nothing else is led around
// them before they are dropped.
void moveBoxes(Scene& scene, const std::map<std::string, Box>& boxes);

// What may change its place on the ground while these are dragged: their flows, and flows that share a node with those,
// which step aside on its sides.
struct Moving {
    std::vector<bool> boundaries;
    std::vector<bool> flows;
};
Moving movingWith(const Scene& scene, const std::map<std::string, Box>& boxes);

// The point at `distance` from the start of the flow.
QPointF pointAlong(const SceneFlow& flow, double distance);

}  // namespace spillway
