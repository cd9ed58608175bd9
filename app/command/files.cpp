#include "command/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace spillway {
namespace {

Error refused(const std::string& what, const std::string& path, int reason) {
    return Error{"cannot " + what + " " + path + ": " + std::strerror(reason)};
}

// Writes everything and flushes it to the disk; false with errno set.
bool writeAll(int file, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t count = ::write(file, text.data() + done, text.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        done += static_cast<std::size_t>(count);
    }
    return ::fsync(file) == 0;
}

// The permissions a new file at `path` should have: those it has, else what the umask leaves of rw-rw-rw-.
mode_t wantedMode(const std::string& path) {
    struct stat present {};
    if (::stat(path.c_str(), &present) == 0) return present.st_mode & 07777;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
}

}  // namespace

Result<std::string> readFile(const std::string& path) {
    if (path == "-") return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return refused("read", path, EISDIR);
    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file) return refused("read", path, errno);
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (file.bad()) return refused("read", path, errno);
    return text;
}

Result<void> writeFile(const std::string& path, const std::string& text) {
    std::error_code failed;
    const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, failed);
    const std::string target = failed ? path : resolved.string();
    std::string temporary = target + ".XXXXXX";
    const int file = ::mkstemp(temporary.data());
    if (file < 0) return refused("write", path, errno);
    const bool written = writeAll(file, text) && ::fchmod(file, wantedMode(target)) == 0;
    const int reason = errno;
    const bool closed = ::close(file) == 0;
    if (written && closed && ::rename(temporary.c_str(), target.c_str()) == 0) return {};
    const Error error = refused("write", path, written ? errno : reason);
    ::unlink(temporary.c_str());
    return error;
}

}  // namespace spillway
