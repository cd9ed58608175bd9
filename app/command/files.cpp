#include "command/files.h"

#include "document/disk.h"

#include <iostream>
#include <iterator>

namespace spillway {

Result<std::string> readText(const std::string& path) {
    if (path == "-") return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
    const Result<QByteArray> bytes = readFile(QString::fromLocal8Bit(path.data(), static_cast<qsizetype>(path.size())));
    if (!bytes) return bytes.error();
    return bytes->toStdString();
}

Result<void> writeText(const std::string& path, const std::string& text) {
    return writeFile(QString::fromLocal8Bit(path.data(), static_cast<qsizetype>(path.size())),
                     QByteArray::fromStdString(text));
}

}  // namespace spillway
