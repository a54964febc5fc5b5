#include "indexer/link_collector.h"

#include <algorithm>
#include <array>

#include "indexer/ascii.h"
#include "indexer/meta_refresh.h"

namespace anchord {
namespace {

// hidden=until-found is content that the reader finds by searching the page.
bool is_not_rendered(const HtmlElement& element) {
  if (is_unrendered(element.tag())) return true;
  const std::string_view hidden = element.attribute("hidden");
  return hidden.data() != nullptr && !equals_ignore_case(hidden, "until-found");
}

bool has_word(std::string_view list, std::string_view wanted) {
  bool found = false;
  for_each_token(list,
                 [&](std::string_view word) { found = found || equals_ignore_case(word, wanted); });
  return found;
}

}  // namespace

LinkType alternate_type(std::string_view media_type) {
  const std::string_view essence = trimmed(media_type.substr(0, media_type.find(';')));
  constexpr std::array kFeedTypes = std::to_array<std::string_view>(
      {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"});
  const bool is_feed =
      std::any_of(kFeedTypes.begin(), kFeedTypes.end(),
                  [&](std::string_view type) { return equals_ignore_case(type, essence); });
  return is_feed ? LinkType::kRss : LinkType::kAlternate;
}

LinkCollector::LinkCollector(ExtractedPage& page, PageLinks& links, RobotsDirectives& robots,
                             std::string_view product_token, MarkupSource source)
    : page_(page),
      links_(links),
      robots_(robots),
      product_token_(product_token),
      is_tree_(source == MarkupSource::kTree),
      texts_(page.links) {}

void LinkCollector::open(const HtmlElement& element) {
  if (element.tag() == Tag::kSvgTitle) open_picture_title();
  // Tags as they stand may leave an element open for ever: they hide nothing.
  if (hidden_depth_ > 0) {
    ++hidden_depth_;
  } else if (is_tree_ && is_not_rendered(element)) {
    hidden_depth_ = 1;
    texts_.hide();
  }
  if (is_block(element.tag())) texts_.end_block();
  if (is_tree_) landmarks_.open(element);
  open_tag(element);
}

void LinkCollector::open_tag(const HtmlElement& element) {
  switch (element.tag()) {
    case Tag::kA:
      return open_anchor(element);
    case Tag::kArea:
      return add_area(element);
    case Tag::kBase:
      has_met_base_ = has_met_base_ || element.attribute("href").data() != nullptr;
      return;
    case Tag::kBr:
      return texts_.space();
    case Tag::kForm:
      return add_attribute(LinkType::kForm, element, "action");
    case Tag::kFrame:
    case Tag::kIframe:
      return add_attribute(LinkType::kFrame, element, "src");
    case Tag::kImg:
      return add_image(element);
    case Tag::kLink:
      return add_link_element(element);
    case Tag::kMeta:
      return add_meta(element);
    case Tag::kTitle:
      is_in_title_ = true;
      return;
    default:
      return;
  }
}

void LinkCollector::close(const HtmlElement& element) {
  const Tag tag = element.tag();
  if (tag == Tag::kA) texts_.close_link();
  if (tag == Tag::kSvgTitle) close_picture_title();
  if (tag == Tag::kTitle) {
    is_in_title_ = false;
    has_title_ = true;
  }
  if (is_block(tag)) texts_.end_block();
  if (is_tree_) landmarks_.close();
  if (hidden_depth_ > 0 && --hidden_depth_ == 0) texts_.show();
}

void LinkCollector::text(std::string_view utf8) {
  if (is_in_picture_title_) picture_title_.append(utf8);
  if (!is_in_title_) {
    texts_.text(utf8);
  } else if (!has_title_) {
    title_.append(utf8);
  }
}

void LinkCollector::finish() {
  texts_.finish();
  page_.title = rendered_text(title_.text(), kTitleBytesMax);
  for (const auto& [index, title] : picture_titles_) {
    Link& link = page_.links.links[index];
    if (link.anchor.size == 0 && link.alt.size == 0) link.alt = page_.links.add_text(title);
  }
}

void LinkCollector::open_picture_title() {
  is_in_picture_title_ = true;
  texts_.for_each_open_link([this](std::uint32_t link) { titled_links_.push_back(link); });
}

void LinkCollector::close_picture_title() {
  const std::string_view title = cut_text(picture_title_.text(), kAltBytesMax);
  for (const std::uint32_t link : titled_links_) {
    if (!title.empty()) picture_titles_.try_emplace(link, title);
  }
  is_in_picture_title_ = false;
  titled_links_.clear();
  picture_title_.clear();
}

void LinkCollector::open_anchor(const HtmlElement& element) {
  if (!is_tree_) {
    while (texts_.has_open_link()) texts_.close_link();
  }
  std::string_view href = element.attribute("href");
  if (href.data() == nullptr && element.is_svg()) href = element.attribute("xlink:href");
  if (href.data() == nullptr) return texts_.open_link(LinkTexts::kNoLink);
  const auto [known, is_new] = link_by_source_.try_emplace(element.source(), LinkTexts::kNoLink);
  if (is_new || element.source() == nullptr) {
    known->second = add(LinkType::kHref, element, href).value_or(LinkTexts::kNoLink);
  }
  texts_.open_link(known->second);
}

void LinkCollector::add_area(const HtmlElement& element) {
  const std::string_view href = element.attribute("href");
  if (href.data() == nullptr) return;
  const auto link = add(LinkType::kHref, element, href);
  if (!link) return;
  const std::string alt = rendered_text(element.attribute("alt"), kAltBytesMax);
  page_.links.links[*link].alt = page_.links.add_text(alt);
}

void LinkCollector::add_image(const HtmlElement& element) {
  texts_.for_each_open_link([&](std::uint32_t link) {
    if (has_image_.size() <= link) has_image_.resize(link + 1);
    if (has_image_[link]) return;
    has_image_[link] = true;
    page_.links.links[link].image = HoldsImage::kYes;
    const std::string alt = rendered_text(element.attribute("alt"), kAltBytesMax);
    page_.links.links[link].alt = page_.links.add_text(alt);
  });
}

void LinkCollector::add_link_element(const HtmlElement& element) {
  const std::string_view rel = element.attribute("rel");
  if (has_word(rel, "canonical")) add_attribute(LinkType::kCanonical, element, "href");
  if (has_word(rel, "alternate") && !has_word(rel, "stylesheet")) {
    add_attribute(alternate_type(element.attribute("type")), element, "href");
  }
}

void LinkCollector::add_attribute(LinkType type, const HtmlElement& element,
                                  std::string_view name) {
  const std::string_view reference = element.attribute(name);
  if (trimmed(reference).empty()) return;
  add(type, element, reference);
}

std::optional<std::uint32_t> LinkCollector::add(LinkType type, const HtmlElement& element,
                                                std::string_view reference) {
  return links_.add(type, reference,
                    {.rel = element.attribute("rel"),
                     .aria_label = element.attribute("aria-label"),
                     .title = element.attribute("title"),
                     .hreflang = element.attribute("hreflang"),
                     .media_type = element.attribute("type"),
                     .position = landmarks_.position()});
}

void LinkCollector::add_meta(const HtmlElement& element) {
  const std::string_view content = element.attribute("content");
  if (is_robots_meta_name(trimmed(element.attribute("name")), product_token_)) {
    robots_.add_meta(content);
  }
  if (has_refresh_ || !equals_ignore_case(element.attribute("http-equiv"), "refresh")) return;
  const std::optional<Refresh> refresh = parse_refresh(content);
  has_refresh_ = refresh.has_value();
  if (!refresh || !refresh->has_reference) return;
  links_.add(LinkType::kRedirect, refresh->reference, {.ignores_base = !has_met_base_});
}

}  // namespace anchord
