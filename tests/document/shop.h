#pragma once

#include "document/document.h"

#include <QFile>
#include <QtTest>

#include <string>

// A small document on disk, and what its tests do all the time.
namespace spillway::testing {

inline constexpr const char* kShop = R"(spillway: 1
name: Shop
nodes:
  # who buys
  - id: shoppers
    kind: clients
  # sells
  - id: api
    kind: service
    concurrency: 16   # measured in May
flows:
  - from: shoppers
    to: api
    kind: call
)";

inline QByteArray read(const QString& path) {
    QFile file{path};
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray{};
}

inline void write(const QString& path, const QByteArray& bytes) {
    QFile file{path};
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), qint64{bytes.size()});
}

inline Edit renamed(const Document& document, const std::string& title) {
    return ReplaceTitle{title, document.architecture().topology.notes};
}

inline bool mentions(const Error& error, const char* words) { return error.message.find(words) != std::string::npos; }

}  // namespace spillway::testing
