#include "manifests/reading/addresses.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace spillway {
namespace {

bool isAlnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

// A name of the DNS, underscores let pass (Compose has them).
bool isHost(std::string_view text) {
    if (text.empty() || text.size() > 253 || !isAlnum(text.front()) || !isAlnum(text.back())) return false;
    const bool spelt =
        std::ranges::all_of(text, [](char c) { return isAlnum(c) || c == '-' || c == '.' || c == '_'; }) &&
        text.find("..") == std::string_view::npos;
    // "v1.2.3" is a version: no top-level domain is a number (RFC 3696, 2).
    const std::string_view last = text.substr(text.rfind('.') + 1);
    const bool versionLike = last.size() < text.size() && std::ranges::all_of(last, isDigit) &&
                             !std::ranges::all_of(text, [](char c) { return isDigit(c) || c == '.'; });
    return spelt && !versionLike;
}

// A name's last dot says that it is complete (RFC 1034, 3.1).
std::string_view withoutRoot(std::string_view host) {
    if (host.size() > 1 && host.back() == '.') host.remove_suffix(1);
    return host;
}

bool isPort(std::string_view text) {
    if (text.empty() || text.size() > 5 || !std::ranges::all_of(text, isDigit)) return false;
    return std::stoi(std::string{text}) >= 1 && std::stoi(std::string{text}) <= 65535;
}

void addOnce(std::vector<Address>& found, Address address) {
    if (std::ranges::find(found, address.host, &Address::host) == found.end()) found.push_back(std::move(address));
}

// "user:word@host:27017,other:27017/db?x" -> the hosts.
void addAuthority(std::vector<Address>& found, std::string_view text) {
    text = text.substr(0, text.find_first_of("/?#;\"'` \t\n<>"));
    const std::size_t at = text.rfind('@');
    if (at != std::string_view::npos) text.remove_prefix(at + 1);
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::string_view part = text.substr(0, comma);
        part = withoutRoot(part.substr(0, part.find(':')));
        if (isHost(part)) addOnce(found, {lower(part), false, true});
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
}

void addUrls(std::vector<Address>& found, std::string& text) {
    for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
        // "dns:///cart:7070" has no authority: gRPC's names stand in the path.
        if (text.compare(at + 3, 1, "/") == 0) continue;
        addAuthority(found, std::string_view{text}.substr(at + 3));
        // What was read as a URL is not read again as host:port.
        const std::size_t end = std::min(text.find_first_of("\"' \t\n", at), text.size());
        std::fill(text.begin() + static_cast<std::ptrdiff_t>(at) + 3, text.begin() + static_cast<std::ptrdiff_t>(end),
                  ' ');
    }
}

void addPairs(std::vector<Address>& found, std::string_view text) {
    static constexpr std::string_view separators = " \t\n,;()[]{}\"'=@/|<>&`";
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        const std::string_view token = text.substr(0, end);
        const std::size_t colon = token.find(':');
        if (colon != std::string_view::npos) {
            const std::string_view rest = token.substr(colon + 1);
            const std::string_view host = withoutRoot(token.substr(0, colon));
            const bool hasLetter =
                std::ranges::any_of(host, [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; });
            if (isHost(host) && (hasLetter || isNumericHost(host)) && isPort(rest.substr(0, rest.find(':'))))
                addOnce(found, {lower(host), false, false});
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

// "Server=db,1433;Database=shop", "Host=db;Port=5432", "host=db port=5432 user=shop": the pairs of ADO and libpq.
void addDataSources(std::vector<Address>& found, std::string_view text) {
    static constexpr std::array<std::string_view, 5> keys{"server", "host", "data source", "address", "addr"};
    const std::string_view separators = text.find(';') != std::string_view::npos ? ";" : " \t\n";
    if (text.find('=') == std::string_view::npos || text.find_first_of(separators) == std::string_view::npos) return;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        std::string key = lower(pair.substr(0, equals));
        key.erase(0, std::min(key.find_first_not_of(" \t"), key.size()));
        while (!key.empty() && key.back() == ' ') key.pop_back();
        std::string_view value = pair.substr(equals + 1);
        if (value.starts_with("tcp:")) value.remove_prefix(4);
        value = withoutRoot(value.substr(0, value.find_first_of(",:\\")));
        if (std::ranges::find(keys, key) != keys.end() && isHost(value)) addOnce(found, {lower(value), false, true});
    }
}

}  // namespace

std::string withoutPasswords(std::string_view text) {
    static constexpr std::string_view separators = " \t\n,;\"'&";
    std::string result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        std::string token{text.substr(0, end)};
        // "amqp://user:word@mq", "user:word@tcp(db:3306)": from the colon to the last @ before the host.
        const std::size_t scheme = token.find("://");
        const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
        const std::size_t sign = token.rfind('@', token.find('/', start));
        const std::size_t colon = token.find(':', start);
        if (sign != std::string::npos && colon < sign) token.replace(colon + 1, sign - colon - 1, "***");
        const std::string key = lower(token.substr(0, token.find('=')));
        if (key.size() < token.size() && (key.ends_with("password") || key.ends_with("pwd")))
            token.replace(key.size() + 1, std::string::npos, "***");
        result += token;
        if (end < text.size()) result += text[end];
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

std::vector<Address> addressesIn(std::string_view value) {
    while (!value.empty() && std::isspace(static_cast<unsigned char>(value.front())) != 0) value.remove_prefix(1);
    while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back())) != 0) value.remove_suffix(1);
    std::vector<Address> found;
    std::string text{value};
    addUrls(found, text);
    addDataSources(found, text);
    addPairs(found, text);
    value = withoutRoot(value);
    const bool hasLetter =
        std::ranges::any_of(value, [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; });
    if (found.empty() && hasLetter && isHost(value)) found.push_back({lower(value), true, false});
    return found;
}

bool namesAddress(std::string_view variable) {
    static constexpr std::array<std::string_view, 22> endings{"addr",
                                                              "addrs",
                                                              "address",
                                                              "addresses",
                                                              "host",
                                                              "hosts",
                                                              "hostname",
                                                              "url",
                                                              "urls",
                                                              "uri",
                                                              "uris",
                                                              "endpoint",
                                                              "endpoints",
                                                              "server",
                                                              "servers",
                                                              "broker",
                                                              "brokers",
                                                              "dsn",
                                                              "upstream",
                                                              "backend",
                                                              "connectionstring",
                                                              "connection_string"};
    const std::string name = lower(variable);
    return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

bool isOwnMachine(std::string_view host) {
    return host == "localhost" || host.starts_with("127.") || host == "0.0.0.0" || host == "::1" ||
           host == "host.docker.internal" || host.starts_with("localhost.");
}

bool isNumericHost(std::string_view host) {
    return !host.empty() && std::ranges::all_of(host, [](char c) { return isDigit(c) || c == '.' || c == ':'; });
}

std::vector<std::string> labelsOfHost(std::string_view host) {
    std::vector<std::string> labels;
    while (true) {
        const std::size_t end = host.find('.');
        labels.emplace_back(host.substr(0, end));
        if (end == std::string_view::npos) return labels;
        host.remove_prefix(end + 1);
    }
}

}  // namespace spillway
