#include "indexer/html_page.h"

#include <gumbo.h>

#include <array>
#include <csetjmp>
#include <cstring>
#include <ctime>
#include <forward_list>
#include <string>
#include <unordered_set>
#include <vector>

#include "indexer/arena.h"
#include "indexer/ascii.h"
#include "indexer/control_shield.h"

namespace anchord {
namespace {

constexpr unsigned kAllocationsPerClockReading = 64;

std::chrono::nanoseconds reading_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// What Gumbo's allocator sees of one document. A thread's CPU time never outruns the wall clock,
// so the latter, which costs no system call, is asked first.
struct Guard {
  Arena* arena;
  std::chrono::nanoseconds cpu_max;
  std::chrono::nanoseconds wall_start;
  std::chrono::nanoseconds cpu_start;
  unsigned allocations;
  std::jmp_buf escape;

  bool is_late() const {
    return reading_of(CLOCK_MONOTONIC) - wall_start > cpu_max &&
           reading_of(CLOCK_THREAD_CPUTIME_ID) - cpu_start > cpu_max;
  }
};

// Gumbo does not look at what its allocator returns: the only way out of a parse is a jump. It
// crosses C frames, this one and parse_guarded()'s, none of which has a destructor to run.
extern "C" void* allocate_guarded(void* userdata, std::size_t size) {
  Guard* const guard = static_cast<Guard*>(userdata);
  void* const piece = guard->arena->allocate(size);
  if (piece == nullptr) std::longjmp(guard->escape, 1);
  if (++guard->allocations % kAllocationsPerClockReading == 0 && guard->is_late()) {
    std::longjmp(guard->escape, 1);
  }
  return piece;
}

extern "C" void deallocate_nothing(void*, void*) {}

// Null where the guard ended the parsing.
__attribute__((noinline)) GumboOutput* parse_guarded(Guard* guard, const GumboOptions* options,
                                                     const char* bytes, std::size_t size) {
  if (setjmp(guard->escape) != 0) return nullptr;
  return gumbo_parse_with_options(options, bytes, size);
}

std::array<Tag, GUMBO_TAG_LAST + 1> tags_by_gumbo_tag() {
  std::array<Tag, GUMBO_TAG_LAST + 1> tags{};
  for (int tag = 0; tag < GUMBO_TAG_UNKNOWN; ++tag) {
    tags[static_cast<std::size_t>(tag)] =
        tag_named(gumbo_normalized_tagname(static_cast<GumboTag>(tag)));
  }
  return tags;
}

// The name as the source has it; "" for an element that it has no tag for.
std::string_view name_of(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece name = element.original_tag;
  if (name.length < 2) return {};
  gumbo_tag_from_original_text(&name);
  return {name.data, name.length};
}

// Gumbo makes a form with words of its own of an isindex element, as the standard once did.
bool is_from_isindex(const GumboNode& node) {
  return (node.parse_flags & GUMBO_INSERTION_FROM_ISINDEX) != 0;
}

Tag tag_of(const GumboNode& node) {
  static const std::array<Tag, GUMBO_TAG_LAST + 1> tags = tags_by_gumbo_tag();
  const GumboElement& element = node.v.element;
  if (element.tag_namespace == GUMBO_NAMESPACE_SVG) return svg_tag_named(name_of(element));
  if (element.tag_namespace == GUMBO_NAMESPACE_MATHML) return math_tag_named(name_of(element));
  if (element.tag == GUMBO_TAG_UNKNOWN) return tag_named(name_of(element));
  return is_from_isindex(node) ? Tag::kOther : tags[element.tag];
}

class GumboHtmlElement final : public HtmlElement {
 public:
  GumboHtmlElement(const GumboNode& node, Tag tag, bool is_shielded)
      : element_(node.v.element), tag_(tag), is_shielded_(is_shielded) {}

  Tag tag() const override { return tag_; }
  bool is_svg() const override { return element_.tag_namespace == GUMBO_NAMESPACE_SVG; }
  const char* source() const override {
    return element_.original_tag.length == 0 ? nullptr : element_.original_tag.data;
  }

  std::string_view attribute(std::string_view name) const override {
    GumboAttributeNamespaceEnum wanted = GUMBO_ATTR_NAMESPACE_NONE;
    if (name.starts_with("xlink:")) {
      wanted = GUMBO_ATTR_NAMESPACE_XLINK;
      name.remove_prefix(std::strlen("xlink:"));
    }
    for (unsigned i = 0; i < element_.attributes.length; ++i) {
      const auto* attribute = static_cast<const GumboAttribute*>(element_.attributes.data[i]);
      if (attribute->attr_namespace != wanted || name != attribute->name) continue;
      return is_shielded_ ? unshield_controls(attribute->value, unshielded_.emplace_front())
                          : attribute->value;
    }
    return {};
  }

 private:
  const GumboElement& element_;
  const Tag tag_;
  const bool is_shielded_;
  mutable std::forward_list<std::string> unshielded_;  // what attribute() gave views of
};

bool is_element(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

bool is_walked_into(const GumboNode& node, Tag tag) {
  return node.type == GUMBO_NODE_ELEMENT && tag != Tag::kScript && tag != Tag::kStyle &&
         !is_from_isindex(node);
}

// Whether a template asks to be the shadow root of its parent (HTML Standard, 13.2.6.4.4,
// "template" start tag), as far as it can tell by itself.
bool asks_for_shadow_root(const GumboNode& node) {
  if (node.type != GUMBO_NODE_TEMPLATE || node.parent == nullptr) return false;
  const GumboAttribute* const mode =
      gumbo_get_attribute(&node.v.element.attributes, "shadowrootmode");
  const bool is_mode = mode != nullptr && (equals_ignore_case(mode->value, "open") ||
                                           equals_ignore_case(mode->value, "closed"));
  if (!is_mode || node.parent->type != GUMBO_NODE_ELEMENT) return false;
  const GumboElement& host = node.parent->v.element;
  return host.tag_namespace == GUMBO_NAMESPACE_HTML && is_shadow_host_name(name_of(host));
}

struct OpenNode {
  const GumboNode* node;
  Tag tag;
  unsigned next_child;
};

// Calls `on_open` and `on_close` (node, tag) and `on_text` in document order, the first shadow root
// of each host included. Its own stack, for the web decides how deep a tree is; `stack` is scratch
// memory.
template <class OnOpen, class OnClose, class OnText>
void walk(const GumboNode& root, std::vector<OpenNode>& stack, OnOpen on_open, OnClose on_close,
          OnText on_text) {
  stack.clear();
  std::unordered_set<const GumboNode*> hosts;
  const auto is_shadow_root = [&hosts](const GumboNode& node) {
    return asks_for_shadow_root(node) && hosts.insert(node.parent).second;
  };
  const auto enter = [&](const GumboNode& node) {
    const Tag tag = tag_of(node);
    on_open(node, tag);
    if (is_walked_into(node, tag) || is_shadow_root(node)) {
      stack.push_back({&node, tag, 0});
    } else {
      on_close(node, tag);
    }
  };
  enter(root);
  while (!stack.empty()) {
    OpenNode& top = stack.back();
    const GumboVector& children = top.node->v.element.children;
    if (top.next_child == children.length) {
      on_close(*top.node, top.tag);
      stack.pop_back();
      continue;
    }
    const auto& child = *static_cast<const GumboNode*>(children.data[top.next_child++]);
    if (is_element(child)) {
      enter(child);
    } else if (child.type != GUMBO_NODE_COMMENT) {
      on_text(child.v.text.text);
    }
  }
}

// Tells `visitor` of a tree.
class Teller {
 public:
  Teller(std::vector<OpenNode>& stack, HtmlVisitor& visitor, bool is_shielded)
      : stack_(stack), visitor_(visitor), is_shielded_(is_shielded) {}

  void tell_base(const GumboNode& root) {
    bool is_told = false;
    walk(
        root, stack_,
        [&](const GumboNode& node, Tag tag) {
          if (is_told || tag != Tag::kBase) return;
          const GumboHtmlElement element(node, tag, is_shielded_);
          const std::string_view href = element.attribute("href");
          if (href.data() == nullptr) return;
          is_told = true;
          visitor_.base(href);
        },
        [](const GumboNode&, Tag) {}, [](const char*) {});
  }

  void tell(const GumboNode& root) {
    std::string storage;
    walk(
        root, stack_,
        [&](const GumboNode& node, Tag tag) {
          visitor_.open(GumboHtmlElement(node, tag, is_shielded_));
        },
        [&](const GumboNode& node, Tag tag) {
          visitor_.close(GumboHtmlElement(node, tag, is_shielded_));
        },
        [&](const char* text) {
          visitor_.text(is_shielded_ ? unshield_controls(text, storage) : text);
        });
  }

 private:
  std::vector<OpenNode>& stack_;
  HtmlVisitor& visitor_;
  const bool is_shielded_;
};

}  // namespace

struct HtmlParser::Impl {
  explicit Impl(const ParseLimits& parse_limits)
      : limits(parse_limits), arena(parse_limits.arena_bytes_max) {}

  // The tree stands in the arena until the next call; null where a limit ended the parsing.
  const GumboOutput* parse(std::string_view utf8) {
    arena.reset();
    guard.arena = &arena;
    guard.cpu_max = limits.cpu_max;
    guard.wall_start = reading_of(CLOCK_MONOTONIC);
    guard.cpu_start = reading_of(CLOCK_THREAD_CPUTIME_ID);
    guard.allocations = 0;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate_guarded;
    options.deallocator = deallocate_nothing;
    options.userdata = &guard;
    // Recording one error copies the stack of open elements: quadratic on hostile pages.
    options.max_errors = 0;
    return parse_guarded(&guard, &options, utf8.data(), utf8.size());
  }

  const ParseLimits limits;
  Arena arena;
  Guard guard{};
  std::vector<OpenNode> stack;
};

HtmlParser::HtmlParser(const ParseLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}
HtmlParser::~HtmlParser() = default;

bool HtmlParser::parse(std::string_view utf8, HtmlVisitor& visitor) {
  const bool is_shielded = has_controls(utf8);
  std::string shielded;
  if (is_shielded) utf8 = shielded = shield_controls(utf8);
  const GumboOutput* const output = impl_->parse(utf8);
  if (output == nullptr) return false;
  Teller teller(impl_->stack, visitor, is_shielded);
  if (mentions_base(utf8)) teller.tell_base(*output->root);
  teller.tell(*output->root);
  return true;
}

}  // namespace anchord
