#include "viewmodel/run_export.h"

#include "store/report_json.h"
#include "viewmodel/text_format.h"

#include <QSaveFile>
#include <QTextStream>

#include <array>

namespace spillway {
namespace {

void line(QTextStream& out, const NodeReport& node, std::size_t second) {
    const NodeSeries& s = node.series;
    const bool answered = s.throughput[second] > 0 || s.p99Ms[second] > 0;
    out << second << ',' << text::fromStd(node.id) << ',' << s.throughput[second] << ',' << s.errors[second];
    for (const auto* times : {&s.p50Ms, &s.p95Ms, &s.p99Ms}) {
        out << ',';
        if (answered) out << (*times)[second];
    }
    for (const auto* levels : {&s.instances, &s.starting, &s.backlog, &s.utilization}) out << ',' << (*levels)[second];
    out << '\n';
}

}  // namespace

QString seriesCsv(const RunReport& report) {
    QString lines;
    QTextStream out(&lines);
    out << "second,node,throughput_per_s,errors_per_s,p50_ms,p95_ms,p99_ms,instances,starting,backlog,utilization\n";
    for (const NodeReport& node : report.nodes) {
        for (std::size_t second = 0; second < node.series.throughput.size(); ++second) line(out, node, second);
    }
    out.flush();
    return lines;
}

Result<void> writeRun(const RunReport& report, const QString& path) {
    if (path.isEmpty()) return Error{"no file was chosen"};
    const bool json = path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive);
    const QByteArray bytes = json ? QByteArray::fromStdString(reportJson(report)) : seriesCsv(report).toUtf8();
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return Error{QStringLiteral("%1 cannot be written: %2").arg(path, file.errorString()).toStdString()};
    }
    return {};
}

}  // namespace spillway
