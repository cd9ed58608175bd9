#include "workflow/history.h"

namespace spillway::workflow {

std::int64_t History::add(std::string_view type, std::int64_t previous, Duration at, Json details, const State* state) {
    ++m_count;
    if (m_detail == HistoryDetail::countOnly || m_events.size() >= m_keptMax) return m_count;
    if (m_detail == HistoryDetail::typesOnly) details = nullptr;
    m_events.push_back({m_count, previous, type, at, state, std::move(details)});
    return m_count;
}

}  // namespace spillway::workflow
