#include "io/item_match.h"

#include <deque>
#include <map>
#include <string>

namespace spillway {
namespace {

// What an item is known by: an id, the ends of a flow, the target of a fault ...; empty when it has nothing of the
// kind.
std::string nameOf(const TextTree& item) {
    const auto join = [&](std::initializer_list<const char*> keys) {
        std::string name;
        for (const char* key : keys) {
            const TextTree* value = item.find(key);
            name += std::string{key} + '=' + (value ? oneLineText(*value) : std::string{}) + '\n';
        }
        return name;
    };
    if (item.find("id")) return join({"id"});
    if (item.find("to")) return join({"from", "to", "kind"});
    if (item.find("kind")) return item.find("on") ? join({"kind", "on"}) : std::string{};
    if (item.find("of")) return join({"of"});
    return item.find("from") ? join({"from"}) : std::string{};
}

// At least half of what the old one said, its kind aside.
bool alike(const TextTree& a, const TextTree& b) {
    std::size_t equal = 0, all = 0;
    for (const auto& [key, value] : a.entries) {
        if (key == "kind") continue;
        ++all;
        const TextTree* other = b.find(key);
        if (other && *other == value) ++equal;
    }
    return equal > 0 && 2 * equal >= all;
}

class Matching {
public:
    Matching(const TextTree& before, const TextTree& after)
        : m_before{before}, m_after{after}, m_result(after.items.size()), m_used(before.items.size()) {}

    // Items with the same non-empty key, in their order.
    template <class KeyOf>
    void byKey(const KeyOf& keyOf) {
        std::map<std::string, std::deque<std::size_t>> free;
        for (std::size_t j = 0; j < m_used.size(); ++j)
            if (!m_used[j]) free[keyOf(m_before.items[j])].push_back(j);
        for (std::size_t i = 0; i < m_result.size(); ++i) {
            if (m_result[i]) continue;
            const std::string key = keyOf(m_after.items[i]);
            const auto found = key.empty() ? free.end() : free.find(key);
            if (found == free.end() || found->second.empty()) continue;
            take(i, found->second.front());
            found->second.pop_front();
        }
    }

    void byLikeness() {
        std::size_t tries = 4'000'000;  // beyond that nobody edited this by hand
        std::vector<std::size_t> free;
        for (std::size_t j = 0; j < m_used.size(); ++j)
            if (!m_used[j]) free.push_back(j);
        for (std::size_t i = 0; i < m_result.size(); ++i) {
            if (m_result[i]) continue;
            for (const std::size_t j : free) {
                if (tries-- == 0) return;
                if (m_used[j] || !alike(m_before.items[j], m_after.items[i])) continue;
                take(i, j);
                break;
            }
        }
    }

    std::vector<std::optional<std::size_t>> result() && { return std::move(m_result); }

private:
    void take(std::size_t after, std::size_t before) {
        m_result[after] = before;
        m_used[before] = true;
    }

    const TextTree& m_before;
    const TextTree& m_after;
    std::vector<std::optional<std::size_t>> m_result;
    std::vector<bool> m_used;
};

}  // namespace

std::vector<std::optional<std::size_t>> matchItems(const TextTree& before, const TextTree& after) {
    Matching matching{before, after};
    matching.byKey(oneLineText);
    matching.byKey(nameOf);
    matching.byLikeness();
    return std::move(matching).result();
}

}  // namespace spillway
