#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spillway {

// An address found in a value: "catalogue:3550", "http://cart.shop.svc.cluster.local:80/x", "redis-cart".
struct Address {
    std::string host;     // lower case, without user, port and path
    bool bare = false;    // neither port nor scheme: only its variable's name can say that it is an address
    bool scheme = false;  // stated as a URL
    friend bool operator==(const Address&, const Address&) = default;
};

// In order, each once: the hosts of URLs (lists of them, users and paths cut off), the hosts of data sources
// ("Server=db;...", "host=db port=5432"), every host:port in it, or the whole value if it is just a name.
std::vector<Address> addressesIn(std::string_view value);

// The text with every URL's password as three stars.
std::string withoutPasswords(std::string_view text);

// CART_ADDR, spring.redis.host, orderServiceUrl ...: a variable that holds an address.
bool namesAddress(std::string_view variable);

// This machine itself, or a wildcard to listen on.
bool isOwnMachine(std::string_view host);
// Digits and dots, or an IPv6 address.
bool isNumericHost(std::string_view host);
std::vector<std::string> labelsOfHost(std::string_view host);

}  // namespace spillway
