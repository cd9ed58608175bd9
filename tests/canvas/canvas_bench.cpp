#include "canvas/node_face.h"
#include "canvas/painter.h"
#include "document/auto_layout.h"

#include <QGuiApplication>
#include <QImage>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <random>

// What a frame of the drawing costs, by its parts: one JSON line each. A number, not a test.
using namespace spillway;

namespace {

constexpr QSize kView{1174, 670};

Topology generated(std::size_t nodes) {
    std::mt19937_64 random{7};
    Topology topology;
    const std::size_t teams = std::max<std::size_t>(1, nodes / 10);
    for (std::size_t i = 0; i < teams; ++i) topology.boundaries.push_back({.id = "team-" + std::to_string(i)});
    for (std::size_t i = 0; i < nodes; ++i) {
        Node node;
        node.id = "node-" + std::to_string(i);
        node.in = "team-" + std::to_string(i % teams);
        topology.nodes.push_back(node);
        if (i == 0) continue;
        Flow flow;
        flow.from = "node-" + std::to_string(i - 1 - random() % std::min<std::size_t>(i, 25));
        flow.to = node.id;
        topology.flows.push_back(flow);
    }
    return topology;
}

LiveView running(const Topology& topology) {
    LiveView view;
    for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
        NodeSnapshot now;
        now.slots = 10;
        now.busySlots = static_cast<std::int64_t>(i % 11);
        now.p99 = std::chrono::milliseconds(12);
        now.throughput = 120;
        now.instances.busy = 4;
        view.snapshot.nodes.push_back(now);
    }
    for (std::size_t i = 0; i < topology.flows.size(); ++i) {
        FlowSnapshot now;
        now.rate = 120;
        now.breakers = i % 40 == 0 ? BreakerCounts{.open = 1} : BreakerCounts{.closed = 1};
        view.snapshot.flows.push_back(now);
    }
    return view;
}

template <class Work>
void print(const char* name, std::size_t nodes, double zoom, int rounds, const Work& work) {
    const std::clock_t start = std::clock();
    for (int i = 0; i < rounds; ++i) work();
    const double ms = 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / rounds;
    std::printf("{\"name\": \"canvas %s\", \"nodes\": %zu, \"zoom\": %.2f, \"value\": %.3f, \"unit\": \"ms\"}\n", name,
                nodes, zoom, ms);
    std::fflush(stdout);
}

void frames(const Scene& scene, std::size_t nodes, const Camera& camera) {
    const CanvasPalette palette = CanvasPalette::of(true);
    const ScenePainter painter(scene, palette, camera);
    const QRectF view(QPointF(0, 0), QSizeF(kView));
    QImage image(kView, QImage::Format_RGB32);
    Motion motion;
    motion.reset(scene);
    print("ground (when it changes)", nodes, camera.zoom, 10, [&] {
        QPainter onto(&image);
        painter.drawGround(onto, view);
    });
    print("dots and nodes (each frame)", nodes, camera.zoom, 30, [&] {
        QPainter onto(&image);
        motion.advance(scene, 0.016, true);
        painter.drawDots(onto, view, motion);
        painter.drawNodes(onto, view, motion, {});
    });
}

// A whole frame of a node that is dragged across the view, and the worst of them.
void dragged(const Scene& start, const Layout& layout, std::size_t nodes) {
    Scene scene = start;
    const CanvasPalette palette = CanvasPalette::of(true);
    const Camera camera{scene.nodes[7].box.center() - QPointF(500, 300), 1};
    const QRectF view(QPointF(0, 0), QSizeF(kView));
    QImage image(kView, QImage::Format_RGB32);
    Motion motion;
    motion.reset(scene);
    Box box = layout.boxes.at("node-7");
    QImage still(kView, QImage::Format_RGB32);
    const Moving moving = movingWith(scene, {{"node-7", box}});
    print("first frame of a drag: what stays", nodes, camera.zoom, 3, [&] {
        QPainter onto(&still);
        ScenePainter(scene, palette, camera).drawStill(onto, view, moving);
    });
    double worst = 0;
    const auto frame = [&] {
        const std::clock_t began = std::clock();
        box.x += 9;
        box.y += 5;
        moveBoxes(scene, {{"node-7", box}});
        image = still.copy();
        QPainter onto(&image);
        const ScenePainter painter(scene, palette, camera);
        painter.drawMoving(onto, view, moving);
        painter.drawNodes(onto, view, motion, {});
        worst = std::max(worst, 1e3 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC);
    };
    print("dragged, scene only", nodes, camera.zoom, 40, [&] {
        box.x -= 9;
        box.y -= 5;
        moveBoxes(scene, {{"node-7", box}});
    });
    print("frame of a node dragged", nodes, camera.zoom, 60, frame);
    std::printf(
        "{\"name\": \"canvas worst frame of a node dragged\", \"nodes\": %zu, \"value\": %.3f, \"unit\": \"ms\"}\n",
        nodes, worst);
}

}  // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    for (const std::size_t nodes : {100u, 500u, 1000u}) {
        const Topology topology = generated(nodes);
        Layout layout;
        print("automatic layout", nodes, 0, 1, [&] { layout = automaticLayout(topology); });
        Scene scene;
        print("scene, routed afresh", nodes, 0, 1, [&] { scene = sceneOf(topology, layout); });
        Layout moved = layout;
        moved.boxes["node-7"].x += 8;
        print("scene, one node dragged", nodes, 0, 3, [&] { sceneOf(topology, moved, &scene); });
        dragged(scene, layout, nodes);
        const LiveBinding binding = bindLive(scene, topology);
        const LiveView view = running(topology);
        print("live view shown", nodes, 0, 10, [&] { showLive(scene, binding, view); });
        frames(scene, nodes, {scene.nodes[0].box.center() - QPointF(500, 300), 1});
        frames(scene, nodes, Camera::fitting(scene.bounds, QRectF(QPointF(), QSizeF(kView))));
    }
}
