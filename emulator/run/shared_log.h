#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace spillway {

// A row that only grows at its end. Copies share all of it but the last few entries, so that a checkpoint costs little
// however long the run was before it. What is shared is never written again: copies may be used by different threads.
template <class T, std::size_t Chunk = 64>
class SharedLog {
public:
    class Iterator {
    public:
        using iterator_category = std::random_access_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = const T*;
        using reference = const T&;

        Iterator() = default;
        Iterator(const SharedLog* log, std::size_t at) : m_log{log}, m_at{at} {}
        reference operator*() const { return (*m_log)[m_at]; }
        pointer operator->() const { return &(*m_log)[m_at]; }
        Iterator& operator++() {
            ++m_at;
            return *this;
        }
        Iterator operator++(int) { return {m_log, m_at++}; }
        Iterator operator+(difference_type n) const {
            return {m_log, static_cast<std::size_t>(static_cast<difference_type>(m_at) + n)};
        }
        difference_type operator-(const Iterator& other) const {
            return static_cast<difference_type>(m_at) - static_cast<difference_type>(other.m_at);
        }
        bool operator==(const Iterator& other) const { return m_at == other.m_at; }

    private:
        const SharedLog* m_log = nullptr;
        std::size_t m_at = 0;
    };

    std::size_t size() const { return m_full.size() * Chunk + m_open.size(); }
    bool empty() const { return size() == 0; }
    // `index` is below size().
    const T& operator[](std::size_t index) const {
        const std::size_t chunk = index / Chunk;
        return chunk < m_full.size() ? (*m_full[chunk])[index % Chunk] : m_open[index % Chunk];
    }
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, size()}; }
    std::vector<T> copied() const { return std::vector<T>(begin(), end()); }

    void push_back(T value) {
        m_open.push_back(std::move(value));
        if (m_open.size() < Chunk) return;
        m_full.push_back(std::make_shared<const std::vector<T>>(std::move(m_open)));
        m_open.clear();
        m_open.reserve(Chunk);
    }

private:
    std::vector<std::shared_ptr<const std::vector<T>>> m_full;
    std::vector<T> m_open;
};

}  // namespace spillway
