#include "workflow/history.h"

namespace spillway::workflow {

std::int64_t History::add(std::string_view type, std::int64_t previous, Duration at, Json details) {
    ++m_count;
    if (m_detail == HistoryDetail::full) m_events.push_back({m_count, previous, type, at, std::move(details)});
    if (m_detail == HistoryDetail::typesOnly) m_events.push_back({m_count, previous, type, at, nullptr});
    return m_count;
}

}  // namespace spillway::workflow
