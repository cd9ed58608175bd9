#include "viewmodel/traces/trace_desk.h"

#include "viewmodel/kind_face.h"
#include "viewmodel/run_deck.h"
#include "viewmodel/selection.h"
#include "viewmodel/text_format.h"
#include "viewmodel/traces/trace_path.h"

#include <algorithm>

namespace spillway {
namespace {

QString nameOf(SpanPart part) {
    switch (part) {
        case SpanPart::waiting: return TraceDesk::tr("queueing");
        case SpanPart::coldStart: return TraceDesk::tr("cold start");
        case SpanPart::throttled: return TraceDesk::tr("throttled");
        case SpanPart::backoff: return TraceDesk::tr("retry wait");
        case SpanPart::work: return TraceDesk::tr("work");
        case SpanPart::held: return TraceDesk::tr("waiting to send");
        case SpanPart::replication: return TraceDesk::tr("standby");
        case SpanPart::network: break;
    }
    return TraceDesk::tr("network");
}

QString toneOf(SpanPart part) {
    switch (part) {
        case SpanPart::waiting:
        case SpanPart::held:
        case SpanPart::replication: return QStringLiteral("warn");
        case SpanPart::coldStart: return QStringLiteral("violet");
        case SpanPart::throttled:
        case SpanPart::backoff: return QStringLiteral("bad");
        case SpanPart::work: return QStringLiteral("accent");
        case SpanPart::network: break;
    }
    return QStringLiteral("dim");
}

double share(Duration part, Duration whole) {
    return whole <= Duration{0} ? 0 : static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

}  // namespace

TraceDesk::TraceDesk(RunDeck& deck, Selection& selection, QObject* parent)
    : QObject(parent),
      m_deck(deck),
      m_selection(selection),
      m_traces({QStringLiteral("place"), QStringLiteral("from"), QStringLiteral("at"), QStringLiteral("took"),
                QStringLiteral("share"), QStringLiteral("spans"), QStringLiteral("bad"), QStringLiteral("slow")}),
      m_spans({QStringLiteral("node"), QStringLiteral("depth"), QStringLiteral("stretches"), QStringLiteral("words"),
               QStringLiteral("bad"), QStringLiteral("from"), QStringLiteral("to")}),
      m_parts({QStringLiteral("label"), QStringLiteral("shareText"), QStringLiteral("share"), QStringLiteral("tone")}) {
    connect(&m_deck, &RunDeck::phaseChanged, this, &TraceDesk::refresh);
    connect(&m_deck, &RunDeck::runTextChanged, this, &TraceDesk::refresh);
}

void TraceDesk::refresh() {
    if (m_deck.report() == m_report) return;
    m_report = m_deck.report();
    m_chosen = -1;
    showTraces();
    showSpans();
    Q_EMIT changed();
}

bool TraceDesk::hasTraces() const { return m_report != nullptr && !m_report->traces.empty(); }

QString TraceDesk::note() const {
    if (hasTraces()) return m_traces.count() > 0 ? QString() : tr("None of the sampled requests is one of these.");
    return m_report == nullptr ? tr("Sampled requests are shown when the run has ended.")
                               : tr("No request was sampled.");
}

const Trace* TraceDesk::trace() const {
    return m_report == nullptr || m_chosen < 0 || static_cast<std::size_t>(m_chosen) >= m_report->traces.size()
               ? nullptr
               : &m_report->traces[static_cast<std::size_t>(m_chosen)];
}

void TraceDesk::showTraces() {
    RowModel::Rows rows;
    if (m_report != nullptr) {
        const Duration slow = traces::slowFrom(m_report->traces);
        Duration longest{0};
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < m_report->traces.size(); ++i) {
            const Trace& each = m_report->traces[i];
            if (each.spans.empty() || each.spans.front().node >= m_report->nodes.size()) continue;
            const bool fits = m_filter == QStringLiteral("slow")     ? traces::tookOf(each) >= slow
                              : m_filter == QStringLiteral("failed") ? traces::failedOf(each)
                                                                     : true;
            longest = std::max(longest, traces::tookOf(each));
            if (fits) order.push_back(i);
        }
        std::ranges::stable_sort(order, std::ranges::greater{},
                                 [&](std::size_t i) { return traces::tookOf(m_report->traces[i]); });
        for (const std::size_t i : order) {
            const Trace& each = m_report->traces[i];
            const Duration took = traces::tookOf(each);
            rows.append({static_cast<int>(i), text::fromStd(m_report->nodes[each.spans.front().node].id),
                         text::shortClock(each.spans.front().start), text::latency(took), share(took, longest),
                         static_cast<int>(each.spans.size()), traces::failedOf(each), took >= slow});
        }
    }
    m_traces.setRows(rows);
}

void TraceDesk::showSpans() {
    RowModel::Rows rows, parts;
    if (const Trace* one = trace()) {
        const Duration whole = std::ranges::max(one->spans, {}, &Span::end).end - one->spans.front().start;
        for (const traces::Row& row : traces::rowsOf(*one, *m_report)) {
            const Span& span = one->spans[row.span];
            QVariantList stretches;
            QStringList words;
            for (const traces::Stretch& each : row.stretches) {
                stretches.append(QVariantMap{{QStringLiteral("from"), share(each.from, whole)},
                                             {QStringLiteral("to"), share(each.to, whole)},
                                             {QStringLiteral("tone"), toneOf(each.part)}});
                words.append(nameOf(each.part) + QChar(u' ') + text::latency(each.to - each.from));
            }
            QString node =
                span.node < m_report->nodes.size() ? text::fromStd(m_report->nodes[span.node].id) : QString();
            if (span.attempt > 0) node += tr(" · attempt %1").arg(span.attempt + 1);
            if (!span.succeeded) words.prepend(tr("failed: %1").arg(wordOf(span.cause)));
            const SimTime origin = one->spans.front().start;
            rows.append({node, row.depth, stretches, words.join(QStringLiteral(" · ")), !span.succeeded,
                         share(span.start - origin, whole), share(span.end - origin, whole)});
        }
        for (const traces::Stretch& part : traces::criticalPath(*one, *m_report)) {
            const double of = share(part.to, traces::tookOf(*one));
            parts.append({nameOf(part.part), text::latency(part.to) + QStringLiteral("  ") + text::share(of), of,
                          toneOf(part.part)});
        }
    }
    m_spans.setRows(rows);
    m_parts.setRows(parts);
}

QString TraceDesk::title() const {
    const Trace* one = trace();
    if (one == nullptr) return {};
    return tr("%1 · %2 · %n visits", nullptr, static_cast<int>(one->spans.size()))
        .arg(text::fromStd(m_report->nodes[one->spans.front().node].id), text::latency(traces::tookOf(*one)));
}

void TraceDesk::setFilter(const QString& filter) {
    if (filter == m_filter) return;
    m_filter = filter;
    showTraces();
    Q_EMIT changed();
}

// Its way over the drawing becomes the selection.
void TraceDesk::choose(int trace) {
    if (trace == m_chosen) return;
    m_chosen = trace;
    showSpans();
    if (const Trace* one = this->trace()) m_selection.set(traces::itemsOf(*one, *m_report));
    Q_EMIT changed();
}

}  // namespace spillway
