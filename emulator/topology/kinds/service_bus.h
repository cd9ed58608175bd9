#pragma once

#include "base/units.h"
#include "topology/field.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace spillway {

enum class ServiceBusTier { standard, premium };
constexpr auto names(ServiceBusTier) {
    using enum ServiceBusTier;
    return std::array<EnumName<ServiceBusTier>, 2>{{{standard, "standard"}, {premium, "premium"}}};
}

// What only queues and topics of Azure Service Bus have. All of one namespace share what its tier may do in a second.
struct ServiceBus {
    std::string space;
    ServiceBusTier tier = ServiceBusTier::standard;
    std::int64_t messagingUnits = 1;
    bool duplicateDetection = false;
    std::optional<Duration> lockRenewal;
    std::optional<Duration> sessionIdle;

    static constexpr auto fields() {
        return std::tuple{
            field("namespace", &ServiceBus::space,
                  "Queues and topics of one namespace share its throughput. Default: one for all that state none."),
            field("tier", &ServiceBus::tier,
                  "standard is throttled by credits and paid by operation; premium by messaging units. Default "
                  "standard."),
            field("messaging_units", &ServiceBus::messagingUnits,
                  "Of a premium namespace: 1, 2, 4, 8 or 16. Default 1."),
            field("duplicate_detection", &ServiceBus::duplicateDetection,
                  "The second of two messages with one id is dropped (sent_twice). Default false."),
            field("lock_renewal", &ServiceBus::lockRenewal,
                  "The consumer renews the lock of a message it works on for this long; 0s: it does not. Default 5m "
                  "(the Functions host and the SDK's processor)."),
            field("session_idle_timeout", &ServiceBus::sessionIdle,
                  "A receiver stays with a session of which nothing comes for this long before it takes another. "
                  "Default 1m (the Functions host and the SDK's processor)."),
        };
    }
    friend bool operator==(const ServiceBus&, const ServiceBus&) = default;
};

}  // namespace spillway
