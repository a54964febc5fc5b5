#include "indexer/sitemap_xml.h"

#include <algorithm>
#include <utility>

#include "indexer/ascii.h"
#include "indexer/lastmod.h"

namespace anchord {
namespace {

// Keeps one byte more than is allowed, which tells that there was more.
void append_bounded(std::string_view piece, std::string& text) {
  text.append(piece.substr(0, kSitemapTextBytesMax + 1 - text.size()));
}

// RFC 4287 4.2.7.2: without a relation a link is an alternate.
bool is_alternate(const XmlElement& link) {
  const std::string_view rel = trimmed(link.attribute("rel"));
  return rel.empty() || equals_ignore_case(rel, "alternate");
}

}  // namespace

SitemapKind kind_of_root(const XmlElement& root) {
  const std::string_view name = root.name();
  if (name == "urlset") return SitemapKind::kUrlset;
  if (name == "sitemapindex") return SitemapKind::kIndex;
  if (name == "rss" || name == "RDF") return SitemapKind::kRss;
  if (name == "feed") return SitemapKind::kAtom;
  return SitemapKind::kNone;
}

SitemapXml::SitemapXml(const Url& url, Sitemap& sitemap, SitemapEntries& entries)
    : sitemap_(sitemap), entries_(entries), base_(url), field_base_(url) {}

bool SitemapXml::is_feed() const {
  return sitemap_.kind == SitemapKind::kRss || sitemap_.kind == SitemapKind::kAtom;
}

bool SitemapXml::is_entry(const XmlElement& element) const {
  switch (sitemap_.kind) {
    case SitemapKind::kUrlset:
      return element.name() == "url" && element.prefix() == root_prefix_;
    case SitemapKind::kIndex:
      return element.name() == "sitemap" && element.prefix() == root_prefix_;
    case SitemapKind::kAtom:
      return element.name() == "entry" && element.prefix() == root_prefix_;
    case SitemapKind::kRss:  // the root of RSS 1.0 is RDF's
      return element.name() == "item";
    case SitemapKind::kText:
    case SitemapKind::kNone:
      break;
  }
  return false;
}

SitemapXml::Field SitemapXml::field_of(const XmlElement& element) const {
  const std::string_view name = element.name();
  if (sitemap_.kind == SitemapKind::kRss && element.prefix() == "dc" && name == "date") {
    return Field::kLastmod;
  }
  if (element.prefix() != entry_prefix_) return Field::kNone;
  if (!is_feed()) {
    if (name == "loc") return Field::kLocation;
    return name == "lastmod" ? Field::kLastmod : Field::kNone;
  }
  if (name == "link") return Field::kLocation;
  if (sitemap_.kind == SitemapKind::kRss) {
    if (name == "guid") return Field::kGuid;
    return name == "pubDate" ? Field::kLastmod : Field::kNone;
  }
  if (name == "updated" || name == "modified") return Field::kLastmod;
  return name == "published" || name == "issued" ? Field::kPublished : Field::kNone;
}

// One that is too long would be parsed with every reference, in time that is not linear.
Url SitemapXml::base_of(const XmlElement& element, const Url& outer) const {
  const std::string_view base = element.attribute("xml:base");
  if (!is_feed() || base.empty() || base.size() > kUrlBytesMax) return outer;
  const std::optional<Url> url = Url::parse(base, &outer);
  return url && url->is_http() && url->href().size() <= kUrlBytesMax ? *url : outer;
}

bool SitemapXml::open(const XmlElement& element) {
  if (++depth_ == 1) {
    sitemap_.kind = kind_of_root(element);
    root_prefix_ = element.prefix();
    base_ = base_of(element, base_);
    return sitemap_.kind != SitemapKind::kNone;
  }
  if (field_ != Field::kNone) return true;
  if (is_entry(element)) {
    begin_entry(element);
  } else if (entry_ && depth_ == entry_depth_ + 1) {
    begin_field(element);
  }
  return true;
}

void SitemapXml::close() {
  if (field_ != Field::kNone && depth_ == field_depth_) end_field();
  if (entry_ && depth_ == entry_depth_) end_entry();
  --depth_;
}

void SitemapXml::text(std::string_view utf8) {
  if (field_ != Field::kNone) {
    append_bounded(utf8, field_text_);
  } else if (entry_ && depth_ == entry_depth_) {
    append_bounded(utf8, entry_->own_text);
  }
}

void SitemapXml::begin_entry(const XmlElement& element) {
  end_entry();
  entry_.emplace(Entry{.location = {},
                       .guid = {},
                       .own_text = {},
                       .base = base_of(element, base_),
                       .lastmod = {},
                       .published = {}});
  entry_depth_ = depth_;
  entry_prefix_ = element.prefix();
}

void SitemapXml::begin_field(const XmlElement& element) {
  const Field field = field_of(element);
  if (field == Field::kLocation && is_feed() && !element.attribute("href").empty()) {
    take_link(element);
    return;
  }
  if (field == Field::kNone) return;
  if (field == Field::kLocation) field_base_ = base_of(element, entry_->base);
  field_ = field;
  field_depth_ = depth_;
  field_text_.clear();
}

void SitemapXml::take_link(const XmlElement& element) {
  if (entry_->has_location || !is_alternate(element)) return;
  field_base_ = base_of(element, entry_->base);
  set_location(element.attribute("href"));
}

void SitemapXml::set_location(std::string_view location) {
  location = trimmed_of_unicode(location);
  if (location.empty() || (is_feed() && entry_->has_location)) return;
  flush_location();
  entry_->has_location = true;
  entry_->is_too_long = location.size() > kSitemapTextBytesMax;
  entry_->location = location.substr(0, kSitemapTextBytesMax);
  if (is_feed()) entry_->base = field_base_;
}

void SitemapXml::end_field() {
  const Field field = std::exchange(field_, Field::kNone);
  switch (field) {
    case Field::kLocation:
      set_location(field_text_);
      break;
    case Field::kGuid:
      entry_->guid = field_text_;
      break;
    case Field::kLastmod:
      entry_->lastmod = parse_lastmod(field_text_);
      break;
    case Field::kPublished:
      entry_->published = parse_lastmod(field_text_);
      break;
    case Field::kNone:
      break;
  }
}

void SitemapXml::flush_location() {
  Entry& entry = *entry_;
  if (!entry.has_location) return;
  const auto lastmod = entry.lastmod ? entry.lastmod : entry.published;
  if (entry.is_too_long) {
    entries_.add_too_long();
  } else {
    entries_.add(entry.location,
                 is_feed() ? SitemapEntries::Relative::kYes : SitemapEntries::Relative::kFromRoot,
                 entry.base, lastmod);
  }
  entry.has_location = false;
  entry.lastmod.reset();
}

void SitemapXml::end_entry() {
  if (!entry_) return;
  if (field_ != Field::kNone) end_field();
  const std::string_view guid = trimmed_of_unicode(entry_->guid);
  if (!entry_->has_location && starts_url(guid)) set_location(guid);
  if (!entry_->has_location && !is_feed()) set_location(entry_->own_text);
  flush_location();
  entry_.reset();
}

}  // namespace anchord
