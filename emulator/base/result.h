#pragma once

#include "base/assert.h"

#include <string>
#include <utility>
#include <variant>

namespace spillway {

// What the world refused (a disk, a socket, a missing file): one sentence fit for the user.
struct Error {
    std::string message;
    friend bool operator==(const Error&, const Error&) = default;
};

// A value or an Error; the member names of std::expected, which C++20 lacks. Asking the wrong side is our mistake.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state{std::in_place_index<0>, std::move(value)} {}
    Result(Error error) : m_state{std::in_place_index<1>, std::move(error)} {}

    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& value() & { return require(), std::get<0>(m_state); }
    const T& value() const& { return require(), std::get<0>(m_state); }
    T&& value() && { return require(), std::get<0>(std::move(m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const {
        SPILLWAY_ASSERT(!has_value(), "a Result with a value has no error");
        return std::get<1>(m_state);
    }

private:
    void require() const { SPILLWAY_ASSERT(has_value(), "a Result with an error has no value"); }
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error{std::move(error)}, m_failed{true} {}
    bool has_value() const { return !m_failed; }
    explicit operator bool() const { return has_value(); }
    const Error& error() const {
        SPILLWAY_ASSERT(m_failed, "a Result without a failure has no error");
        return m_error;
    }

private:
    Error m_error;
    bool m_failed = false;
};

}  // namespace spillway

// `SPILLWAY_TRY(value, expression)`: declares `value`, or returns the expression's error from this function.
#define SPILLWAY_TRY_JOIN2(a, b) a##b
#define SPILLWAY_TRY_JOIN(a, b) SPILLWAY_TRY_JOIN2(a, b)
#define SPILLWAY_TRY_IMPL(temporary, name, expression) \
    auto temporary = (expression);                     \
    if (!temporary) return temporary.error();          \
    auto name = std::move(temporary).value()
#define SPILLWAY_TRY(name, expression) SPILLWAY_TRY_IMPL(SPILLWAY_TRY_JOIN(tryResult, __LINE__), name, expression)
