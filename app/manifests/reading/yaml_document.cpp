#include "manifests/reading/yaml_document.h"

#include "base/text.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace spillway {
namespace {

constexpr std::size_t kTextMax = std::size_t{32} << 20U;
constexpr std::size_t kDepthMax = 100;
constexpr std::uint64_t kSizeMax = 1'000'000;

// What stops the reading of one document; leaves readDocument() as a diagnostic.
struct Refusal {
    Place place;
    std::string sentence;
    std::string hint;
};

bool isPlainNull(const std::string& text) {
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(const std::string& file, int lineOffset, Diagnostics& problems)
        : m_file{file}, m_lineOffset{lineOffset}, m_problems{problems} {}
    ManifestNodePtr root() const { return m_root; }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        finish(make(mark, ManifestNode::Kind::null), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = m_anchors.find(anchor);
        if (found == m_anchors.end())
            throw Refusal{placeOf(mark), "an alias stands inside the very value it names", {}};
        place(found->second);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        auto node = make(mark, ManifestNode::Kind::scalar);
        node->tag = ownTag(tag);
        node->quoted = tag != "?";
        if (!node->quoted && isPlainNull(value)) node->kind = ManifestNode::Kind::null;
        node->text = value;
        finish(node, anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, ManifestNode::Kind::list, anchor);
        m_open.back().node->tag = ownTag(tag);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, ManifestNode::Kind::map, anchor);
        m_open.back().node->tag = ownTag(tag);
    }
    void OnMapEnd() override {
        applyMerges(*m_open.back().node);
        close();
    }

private:
    struct Open {
        std::shared_ptr<ManifestNode> node;
        YAML::anchor_t anchor;
        ManifestNodePtr key;  // read, waiting for its value
    };

    // "!" alone only says that a scalar is a text.
    static std::string ownTag(const std::string& tag) {
        return tag.size() > 1 && tag.front() == '!' ? tag : std::string{};
    }
    Place placeOf(const YAML::Mark& mark) const {
        return {m_file, mark.line + 1 + m_lineOffset, mark.column + 1, {}, {}};
    }
    std::shared_ptr<ManifestNode> make(const YAML::Mark& mark, ManifestNode::Kind kind) const {
        auto node = std::make_shared<ManifestNode>();
        node->kind = kind;
        node->place = placeOf(mark);
        return node;
    }
    void open(const YAML::Mark& mark, ManifestNode::Kind kind, YAML::anchor_t anchor) {
        if (m_open.size() >= kDepthMax)
            throw Refusal{placeOf(mark), "more than " + std::to_string(kDepthMax) + " levels deep", {}};
        m_open.push_back({make(mark, kind), anchor, nullptr});
    }
    void close() {
        const Open done = std::move(m_open.back());
        m_open.pop_back();
        finish(done.node, done.anchor);
    }
    void finish(const std::shared_ptr<ManifestNode>& node, YAML::anchor_t anchor) {
        if (anchor != 0) m_anchors[anchor] = node;
        place(node);
    }
    void place(const ManifestNodePtr& node) {
        if (m_open.empty()) {
            m_root = node;
            return;
        }
        Open& around = m_open.back();
        around.node->size += node->size;
        if (around.node->size > kSizeMax)
            throw Refusal{around.node->place, "more than a million values once its aliases are written out", {}};
        if (around.node->isList()) {
            around.node->items.push_back(node);
        } else if (around.key == nullptr) {
            around.key = node;
        } else {
            addEntry(*around.node, *around.key, node);
            around.key = nullptr;
        }
    }
    void addEntry(ManifestNode& map, const ManifestNode& key, const ManifestNodePtr& value) {
        if (!key.isScalar() && !key.isNull()) {
            m_problems.push_back({"wrong-type", Severity::error, key.place, "a key must be a word", {}});
            return;
        }
        const bool isMerge = key.text == "<<" && !key.quoted;
        if (!isMerge && !m_keys[&map].try_emplace(key.text, true).second) {
            m_problems.push_back({"duplicate-key", Severity::error, key.place,
                                  "the key \"" + key.text + "\" stands twice in this mapping", "keep one"});
            return;
        }
        map.entries.push_back({key.text, key.place, value});
    }
    // YAML 1.1 merge keys: own entries win, earlier maps of a list win over later ones.
    void applyMerges(ManifestNode& map) {
        std::map<std::string, bool>& keys = m_keys[&map];
        std::vector<ManifestNode::Entry> own;
        std::vector<ManifestNodePtr> merged;
        for (ManifestNode::Entry& entry : map.entries) {
            if (entry.key != "<<" || keys.contains("<<")) {
                own.push_back(std::move(entry));
            } else if (entry.value->isList()) {
                merged.insert(merged.end(), entry.value->items.begin(), entry.value->items.end());
            } else {
                merged.push_back(entry.value);
            }
        }
        map.entries = std::move(own);
        for (const ManifestNodePtr& other : merged) {
            if (!other->isMap())
                m_problems.push_back({"wrong-type",
                                      Severity::error,
                                      other->place,
                                      "a merge key (<<) takes a mapping, this is " + std::string{describe(*other)},
                                      {}});
            for (const ManifestNode::Entry& entry : other->entries) {
                if (keys.try_emplace(entry.key, true).second) map.entries.push_back(entry);
            }
        }
        m_keys.erase(&map);
    }

    const std::string& m_file;
    int m_lineOffset;
    Diagnostics& m_problems;
    ManifestNodePtr m_root;
    std::vector<Open> m_open;
    std::map<YAML::anchor_t, ManifestNodePtr> m_anchors;
    std::map<const ManifestNode*, std::map<std::string, bool>> m_keys;
};

struct Chunk {
    std::string text;
    int firstLine;  // from 0
};

bool startsDocument(std::string_view line) {
    return line.starts_with("---") && (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r');
}

// One chunk a document, so that one broken document does not hide the others. A line that starts with `---` ends a
// document wherever it stands, even inside a block scalar (YAML 1.2.2, 9.1.2).
std::vector<Chunk> splitDocuments(std::string_view text) {
    std::vector<Chunk> chunks{{"", 0}};
    int line = 0;
    bool directives = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view current = text.substr(0, end);
        std::string_view bare = current;
        while (!bare.empty() && (bare.back() == '\n' || bare.back() == '\r')) bare.remove_suffix(1);
        if (startsDocument(bare) && !directives) chunks.push_back({"", line});
        directives =
            (directives && !startsDocument(bare)) || (bare.starts_with('%') && trimmed(chunks.back().text).empty());
        chunks.back().text.append(current);
        text.remove_prefix(end);
        ++line;
    }
    return chunks;
}

// Where an unquoted `{{` stands: the text is a template, whose problems as YAML say nothing.
std::optional<Place> templateMark(std::string_view text, const std::string& fileName) {
    for (int line = 1; !text.empty(); ++line) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        std::string_view current = text.substr(0, end);
        if (const std::size_t comment = current.find_first_not_of(" \t");
            comment != std::string_view::npos && current[comment] == '#')
            current = {};
        const std::size_t at = current.find("{{");
        if (at != std::string_view::npos) {
            const auto quotes =
                std::ranges::count_if(current.substr(0, at), [](char c) { return c == '"' || c == '\''; });
            if (quotes % 2 == 0) return Place{fileName, line, static_cast<int>(at) + 1, {}, {}};
        }
        text.remove_prefix(end);
    }
    return std::nullopt;
}

// How many bytes the character beginning here has; 0 if it is none (RFC 3629, 4; overlong forms and surrogates pass:
// they only print).
std::size_t characterSize(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t size = first < 0x80                    ? 1
                             : first >= 0xc2 && first < 0xe0 ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
    if (size == 0 || size > text.size()) return 0;
    const bool follows = std::ranges::all_of(text.substr(1, size - 1),
                                             [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; });
    return follows ? size : 0;
}

// The first byte that is no character's.
std::optional<Place> notUtf8(std::string_view text, const std::string& fileName) {
    int line = 1;
    int column = 1;
    while (!text.empty()) {
        const std::size_t size = characterSize(text);
        if (size == 0) return Place{fileName, line, column, {}, {}};
        column = text.front() == '\n' ? 1 : column + 1;
        line += text.front() == '\n' ? 1 : 0;
        text.remove_prefix(size);
    }
    return std::nullopt;
}

// A tab where YAML wants spaces is what most often makes a text no YAML.
std::string indentHint(const std::string& text, int line) {
    std::istringstream lines{text};
    std::string current;
    for (int i = 0; i <= line && std::getline(lines, current); ++i) {
    }
    const std::string_view indent = std::string_view{current}.substr(0, current.find_first_not_of(" \t"));
    return indent.find('\t') == std::string_view::npos ? std::string{}
                                                       : "indent with spaces: this line begins with a tab";
}

ManifestNodePtr readDocument(const Chunk& chunk, const std::string& fileName, Diagnostics& problems) {
    try {
        // The library takes a quote that is still open at a last line end for closed; without one it says so.
        std::istringstream stream{chunk.text.substr(0, chunk.text.find_last_not_of(" \t\r\n") + 1)};
        YAML::Parser parser{stream};
        TreeBuilder builder{fileName, chunk.firstLine, problems};
        if (!parser.HandleNextDocument(builder)) return nullptr;
        const ManifestNodePtr root = builder.root();
        TreeBuilder rest{fileName, chunk.firstLine, problems};
        if (parser.HandleNextDocument(rest)) {
            problems.push_back({"yaml-syntax", Severity::error, rest.root() ? rest.root()->place : root->place,
                                "something follows the end of the document", "start a new one with `---`"});
        }
        return root;
    } catch (const YAML::Exception& exception) {
        problems.push_back({"yaml-syntax",
                            Severity::error,
                            {fileName, exception.mark.line + 1 + chunk.firstLine, exception.mark.column + 1, {}, {}},
                            "this is not YAML: " + exception.msg,
                            indentHint(chunk.text, exception.mark.line)});
    } catch (const Refusal& refusal) {
        problems.push_back({"yaml-limit", Severity::error, refusal.place, refusal.sentence, refusal.hint});
    }
    return nullptr;
}

}  // namespace

const ManifestNode* ManifestNode::find(std::string_view key) const {
    const auto found = std::ranges::find(entries, key, &Entry::key);
    return found == entries.end() || found->value->isNull() ? nullptr : found->value.get();
}

const ManifestNode* ManifestNode::at(std::initializer_list<std::string_view> path) const {
    const ManifestNode* node = this;
    for (const std::string_view key : path) {
        if (node == nullptr) return nullptr;
        node = node->find(key);
    }
    return node;
}

std::string ManifestNode::textAt(std::initializer_list<std::string_view> path) const {
    const ManifestNode* node = at(path);
    return node != nullptr && node->isScalar() ? node->text : std::string{};
}

std::vector<ManifestNodePtr> readYaml(std::string_view text, const std::string& fileName, Diagnostics& problems) {
    std::vector<ManifestNodePtr> documents;
    if (text.size() > kTextMax) {
        problems.push_back({"yaml-limit", Severity::error, {fileName, 0, 0, {}, {}}, "more than 32 MiB of text", {}});
        return documents;
    }
    if (text.find('\0') != std::string_view::npos) {
        problems.push_back({"yaml-syntax",
                            Severity::error,
                            {fileName, 0, 0, {}, {}},
                            "this is not a text: it has null characters",
                            {}});
        return documents;
    }
    if (const std::optional<Place> strange = notUtf8(text, fileName)) {
        problems.push_back(
            {"yaml-syntax", Severity::error, *strange, "this byte is not UTF-8", "save the file as UTF-8"});
        return documents;
    }
    Diagnostics found;
    for (const Chunk& chunk : splitDocuments(text)) {
        ManifestNodePtr document = readDocument(chunk, fileName, found);
        if (document != nullptr && !document->isNull()) documents.push_back(std::move(document));
    }
    const std::optional<Place> mark = found.empty() ? std::nullopt : templateMark(text, fileName);
    if (mark) {
        problems.push_back({"template", Severity::error, *mark, "this is a template, not a manifest",
                            "render it first, for example with `helm template`"});
        return {};
    }
    problems.insert(problems.end(), found.begin(), found.end());
    return documents;
}

std::string_view describe(const ManifestNode& node) {
    switch (node.kind) {
        case ManifestNode::Kind::null: return "nothing";
        case ManifestNode::Kind::map: return "a mapping";
        case ManifestNode::Kind::list: return "a list";
        case ManifestNode::Kind::scalar: break;
    }
    return !node.quoted && fromText<double>(node.text) ? "a number" : "a text";
}

const ManifestNode* YamlReader::expect(const ManifestNode* parent, std::string_view key, ManifestNode::Kind kind,
                                       std::string_view expected) const {
    const ManifestNode* node = parent == nullptr ? nullptr : parent->find(key);
    if (node == nullptr || node->kind == kind) return node;
    wrongType(*node, key, expected);
    return nullptr;
}

std::optional<std::string> YamlReader::text(const ManifestNode* parent, std::string_view key) const {
    const ManifestNode* node = expect(parent, key, ManifestNode::Kind::scalar, "a text");
    return node == nullptr ? std::nullopt : std::optional{node->text};
}

std::optional<std::int64_t> YamlReader::integer(const ManifestNode* parent, std::string_view key) const {
    const ManifestNode* node = expect(parent, key, ManifestNode::Kind::scalar, "a whole number");
    if (node == nullptr) return std::nullopt;
    const auto value = fromText<std::int64_t>(node->text);
    if (value) return *value;
    m_problems.push_back({"wrong-type",
                          Severity::error,
                          node->place,
                          std::string{key} + " must be a whole number, this is \"" + node->text + '"',
                          {}});
    return std::nullopt;
}

void YamlReader::wrongType(const ManifestNode& node, std::string_view what, std::string_view expected) const {
    m_problems.push_back(
        {"wrong-type",
         Severity::error,
         node.place,
         std::string{what} + " must be " + std::string{expected} + ", this is " + std::string{describe(node)},
         {}});
}

void YamlReader::warning(const Place& place, std::string code, std::string sentence, std::string hint) const {
    m_problems.push_back({std::move(code), Severity::warning, place, std::move(sentence), std::move(hint)});
}

void YamlReader::note(const Place& place, std::string code, std::string sentence, std::string hint) const {
    m_problems.push_back({std::move(code), Severity::note, place, std::move(sentence), std::move(hint)});
}

void YamlReader::error(const Place& place, std::string code, std::string sentence, std::string hint) const {
    m_problems.push_back({std::move(code), Severity::error, place, std::move(sentence), std::move(hint)});
}

}  // namespace spillway
