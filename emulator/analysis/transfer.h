#pragma once

#include "analysis/usage.h"

#include <string_view>

// What is billed for bytes that leave a place. Only flows that state a size (`payload`, `response_size`) are counted.
namespace spillway {

bool statesSizes(const Topology& topology);

// Gigabytes (2^30 bytes) by the node that sends them and by where they leave it:
//   internet_gb      to clients, devices and external services; from an edge worker it is free
//   cdn_gb           to clients from a CDN; what it fetches from its origin is free (CloudFront)
//   inter_region_gb  to another region
//   inter_zone_gb    between zones, among services, databases and caches; billed on both sides, so counted twice
// A node spread over zones talks to each instance of another alike.
std::vector<Usage> transferOf(const Topology& topology, const RunReport& report);
// One of these keys. Whatever else is bought in another way, it is paid for as well.
bool isTransfer(std::string_view key);

}  // namespace spillway
