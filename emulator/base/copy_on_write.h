#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace spillway {

// A value whose copies share one body until one of them changes it: what stands still between two checkpoints costs the
// second a pointer. Copies may live in different threads; one copy belongs to one thread.
template <class T>
class CopyOnWrite {
public:
    CopyOnWrite() = default;
    explicit CopyOnWrite(T value) : m_body{new Body{std::move(value)}} {}
    CopyOnWrite(const CopyOnWrite& other) : m_body{other.m_body} {
        if (m_body != nullptr) m_body->owners.fetch_add(1, std::memory_order_relaxed);
    }
    CopyOnWrite(CopyOnWrite&& other) noexcept : m_body{std::exchange(other.m_body, nullptr)} {}
    CopyOnWrite& operator=(CopyOnWrite other) noexcept {
        std::swap(m_body, other.m_body);
        return *this;
    }
    ~CopyOnWrite() { release(); }

    bool hasValue() const { return m_body != nullptr; }
    // There is a value.
    const T& read() const { return m_body->value; }
    // The same; no other copy sees what is done to it. Acquire: what an owner that has gone did comes before.
    T& write() {
        if (m_body->owners.load(std::memory_order_acquire) != 1) {
            Body* const own = new Body{m_body->value};
            release();
            m_body = own;
        }
        return m_body->value;
    }
    void reset() {
        release();
        m_body = nullptr;
    }

private:
    struct Body {
        explicit Body(T itsValue) : value{std::move(itsValue)} {}
        T value;
        std::atomic<std::uint32_t> owners{1};
    };
    void release() {
        if (m_body != nullptr && m_body->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete m_body;
    }
    Body* m_body = nullptr;
};

}  // namespace spillway
