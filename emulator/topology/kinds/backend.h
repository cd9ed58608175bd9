#pragma once

#include "base/distribution.h"
#include "base/units.h"
#include "topology/field.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace spillway {

// What joins a collection to a store outside: RapidData, or a FlexData service.
struct Connector {
    std::optional<Distribution> overhead;
    std::optional<Duration> timeLimit;

    static constexpr auto fields() {
        return std::tuple{
            field("overhead", &Connector::overhead,
                  "What the connector takes beside the store's own time. Default: resources/platforms/kinvey.yaml."),
            field("time_limit", &Connector::timeLimit,
                  "The store is given up after this; what it has begun goes on. Default: "
                  "resources/platforms/kinvey.yaml; a timeout of the call counts before."),
        };
    }
    friend bool operator==(const Connector&, const Connector&) = default;
};

// A user collection: some of its requests are no work on data but log somebody in, between hooks of their own.
struct UserLogins {
    Share logins = Share::percent(100);
    Share wrong;
    std::string flexAuth;
    std::optional<Distribution> preHook;
    std::optional<Distribution> successHook;
    std::optional<Distribution> failureHook;

    static constexpr auto fields() {
        return std::tuple{
            field("logins", &UserLogins::logins,
                  "Share of requests that log in; the others sign up, fetch or save, as in any collection. Default "
                  "100%."),
            field("wrong", &UserLogins::wrong,
                  "Share of logins that fail (a wrong password): they are rejected, which no retry mends. Default 0%."),
            field("flex_auth", &UserLogins::flexAuth,
                  "The service outside that checks each login (FlexAuth): a node that a call leads to from here, made "
                  "for logins alone, after onPreLogin. No default: the platform checks by itself."),
            field("pre_hook", &UserLogins::preHook,
                  "Business logic before a login (onPreLogin), stopped after 2s. No default: none."),
            field("success_hook", &UserLogins::successHook,
                  "Business logic after one that succeeds (onLoginSuccess), stopped after 2s; then its calls. No "
                  "default: none."),
            field("failure_hook", &UserLogins::failureHook,
                  "Business logic after one that fails (onLoginFailure), stopped after 2s; no calls. No default: "
                  "none."),
        };
    }
    friend bool operator==(const UserLogins&, const UserLogins&) = default;
};

// A managed backend: a collection, or endpoints, with a concurrency limit. Kinvey's hooks run before and after the
// store; its flows are what a hook calls afterwards.
struct Backend {
    Distribution work = Distribution::exponential(std::chrono::milliseconds{40});
    std::int64_t concurrency = 100;
    std::int64_t queueLimit = 1000;
    std::optional<Distribution> preHook;
    std::optional<Distribution> postHook;
    std::optional<Connector> connector;
    std::optional<UserLogins> users;
    Share reads;

    static constexpr auto fields() {
        return std::tuple{
            field("work", &Backend::work, "Time of one request. Default exponential(40ms)."),
            field("concurrency", &Backend::concurrency, "Requests at once. Default 100."),
            field("queue_limit", &Backend::queueLimit,
                  "Requests that may wait per node before it refuses more. Default 1000."),
            field("pre_hook", &Backend::preHook,
                  "Kinvey: business logic before the store (onPreSave ...), stopped after 2s. No default: none."),
            field("post_hook", &Backend::postHook,
                  "Kinvey: business logic after the store (onPostSave ...), stopped after 2s. No default: none."),
            field("connector", &Backend::connector,
                  "Kinvey: the data lies in a store outside, which its calls lead to, between the hooks; `work` does "
                  "not count then. No default: the platform's own store."),
            field("users", &Backend::users,
                  "Kinvey: it is the user collection, and requests log in. A login inserts nothing, so it sends no "
                  "events. No default: a collection of data."),
            field("reads", &Backend::reads,
                  "Share of requests that only fetch: nothing is inserted, so they send no events. Default 0%."),
        };
    }
    friend bool operator==(const Backend&, const Backend&) = default;
};

}  // namespace spillway
