#pragma once

#include "stage.h"

#include <QFile>
#include <QTest>

namespace spillway {

// A small shop that runs within a second: a caller with a breaker, a callee that can be broken, and an objective.
inline const char* kShop = R"(spillway: 1
name: shop

boundaries:
  - id: sales
    kind: service
    platform: kubernetes

nodes:
  - id: shoppers
    kind: clients
  - id: order-api
    kind: service
    in: sales
    work: 5ms
    replicas: 2
    concurrency: 40
  - id: stock
    kind: service
    in: sales
    work: 10ms
    replicas: 2
    concurrency: 40

flows:
  - from: shoppers
    to: order-api
    kind: call
    timeout: 1s
  - from: order-api
    to: stock
    kind: call
    timeout: 500ms
    breaker: {failure_rate: 50%, window: 20 calls, open: 5s}

scenarios:
  - id: steady
    duration: 60s
    load:
      - {from: shoppers, rate: [40/s at 0s, 120/s at 20s]}
    faults:
      - {kind: latency, on: stock, add: 40ms, at: 30s, for: 10s}
    objectives:
      - {of: shoppers, p99: 200ms, share: 99%}
  - id: calm
    duration: 30s
    load:
      - {from: shoppers, rate: 20/s}
)";

// The small shop in a window of `size`; `text` in its place if given.
inline void openShop(Stage& stage, const QByteArray& text = kShop) {
    QFile file(stage.path(QStringLiteral("shop.spillway")));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) qFatal("the shop cannot be written");
    file.close();
    stage.workspace().openPath(file.fileName());
    stage.settle();
}

// Changes the mode and waits until everything stands where it belongs: a frame lays out what became visible.
inline void enter(Stage& stage, const QString& mode) {
    stage.workspace().setMode(mode);
    QTest::qWait(50);
    stage.window().grabWindow();
    stage.settle();
}

// Moves the pointer over an item, so that it shows what it shows under the pointer.
inline void hover(Stage& stage, const QString& name) {
    QQuickItem* target = stage.item(name);
    if (target == nullptr)
        return QTest::qFail(qPrintable(name + QStringLiteral(" is not on the screen")), __FILE__, __LINE__);
    QTest::mouseMove(&stage.window(), stage.middle(*target));
    stage.settle();
    stage.window().grabWindow();
}

// Runs the whole scenario as fast as it goes.
inline bool runToTheEnd(Stage& stage) {
    stage.workspace().deck()->setSpeed(0);
    enter(stage, QStringLiteral("run"));
    stage.workspace().actions()->trigger(QStringLiteral("run.play"));
    return QTest::qWaitFor(
        [&] {
            return stage.workspace().deck()->phase() == QStringLiteral("finished") &&
                   stage.workspace().deck()->report();
        },
        60'000);
}

}  // namespace spillway
