#include "session/past_pictures.h"

#include <algorithm>

namespace spillway {
namespace {

std::size_t bytesOf(const RunSnapshot& picture) {
    return sizeof picture + picture.nodes.size() * sizeof(NodeSnapshot) + picture.flows.size() * sizeof(FlowSnapshot);
}

std::size_t secondOf(const RunSnapshot& picture) {
    return static_cast<std::size_t>(picture.now.time_since_epoch() / std::chrono::seconds{1});
}

}  // namespace

void PastPictures::add(RunSnapshot picture) {
    if (secondOf(picture) % m_every != 0 || (!m_pictures.empty() && picture.now <= reach())) return;
    m_pictures.push_back(std::move(picture));
    if (m_pictures.size() * bytesOf(m_pictures.back()) > m_bytesMost) thinOut();
}

void PastPictures::thinOut() {
    m_every *= 2;
    std::erase_if(m_pictures, [this](const RunSnapshot& picture) { return secondOf(picture) % m_every != 0; });
}

void PastPictures::cutAfter(SimTime time) {
    std::erase_if(m_pictures, [time](const RunSnapshot& picture) { return picture.now > time; });
}

const RunSnapshot* PastPictures::at(SimTime time) const {
    const auto after = std::ranges::upper_bound(m_pictures, time, {}, &RunSnapshot::now);
    return after == m_pictures.begin() ? nullptr : &*(after - 1);
}

}  // namespace spillway
