#pragma once

#include "run/report.h"

#include <QString>
#include <QStringList>

#include <vector>

// A sampled request as the window shows it, as functions of values.
namespace spillway::traces {

// A stretch of one visit: what its time went to. From the trace's start.
struct Stretch {
    SpanPart part = SpanPart::work;
    Duration from{0};
    Duration to{0};
};

// A visit below its caller: the way there, waiting, and its own work between the calls it made. Events interrupt
// nobody.
struct Row {
    std::size_t span = 0;
    int depth = 0;
    std::vector<Stretch> stretches;  // in order of time
};
// Callers before what they called, in order of time.
std::vector<Row> rowsOf(const Trace& trace, const RunReport& report);

// What the request's time went to: along its critical path from the end backwards, the call that ended last, then what
// ended before that one was sent. Sums to the time of the request; parts in the order of SpanPart.
std::vector<Stretch> criticalPath(const Trace& trace, const RunReport& report);

Duration tookOf(const Trace& trace);
bool failedOf(const Trace& trace);
// Its nodes and flows ("a -> b"), as the drawing knows them.
QStringList itemsOf(const Trace& trace, const RunReport& report);
// The least time of the slowest tenth.
Duration slowFrom(const std::vector<Trace>& traces);

}  // namespace spillway::traces
