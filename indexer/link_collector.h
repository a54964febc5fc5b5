#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/extractor.h"
#include "indexer/html_page.h"
#include "indexer/landmarks.h"
#include "indexer/link_texts.h"
#include "indexer/page_links.h"
#include "indexer/robots_meta.h"
#include "indexer/text_run.h"

namespace anchord {

// Whether what the visitor is told comes from a tree, in which every element that is opened is
// closed in turn, or from a scan of the tags as they stand.
enum class MarkupSource { kTree, kTagScan };

// Adds to a page what its markup says: links with their words, title, robots metas.
class LinkCollector final : public HtmlVisitor {
 public:
  // All but `source` are borrowed.
  LinkCollector(ExtractedPage& page, PageLinks& links, RobotsDirectives& robots,
                std::string_view product_token, MarkupSource source);

  // Refresh elements that stand before the page's base are resolved without it.
  void base(std::string_view href) override { links_.set_base(href); }
  // A Refresh header wins over the page's meta elements.
  void set_has_refresh() { has_refresh_ = true; }

  void open(const HtmlElement& element) override;
  void close(const HtmlElement& element) override;
  void text(std::string_view utf8) override;

  // To be called once the page has been told.
  void finish();

 private:
  void open_tag(const HtmlElement& element);
  void open_anchor(const HtmlElement& element);
  void add_area(const HtmlElement& element);
  void add_image(const HtmlElement& element);
  void add_link_element(const HtmlElement& element);
  void add_meta(const HtmlElement& element);
  void open_picture_title();
  void close_picture_title();
  // PageLinks::add() with the position and the attributes of the element.
  std::optional<std::uint32_t> add(LinkType type, const HtmlElement& element,
                                   std::string_view reference);
  // A link to where the attribute leads; none where it is absent or empty.
  void add_attribute(LinkType type, const HtmlElement& element, std::string_view name);

  ExtractedPage& page_;
  PageLinks& links_;
  RobotsDirectives& robots_;
  const std::string_view product_token_;
  const bool is_tree_;

  LinkTexts texts_;
  Landmarks landmarks_;
  std::unordered_map<const char*, std::uint32_t> link_by_source_;
  std::vector<bool> has_image_;   // by link: its first image was met
  std::size_t hidden_depth_ = 0;  // open elements, from one that is not rendered downward
  // The first title of a picture in each link: its alt, if the link has no words.
  std::unordered_map<std::uint32_t, std::string> picture_titles_;
  std::vector<std::uint32_t> titled_links_;  // around the title that is being read
  bool is_in_picture_title_ = false;
  TextRun picture_title_;
  bool is_in_title_ = false;
  bool has_title_ = false;  // the first title element has ended
  bool has_refresh_ = false;
  bool has_met_base_ = false;
  TextRun title_;
};

// What an alternate with this type attribute (of a link element or a Link header) is.
LinkType alternate_type(std::string_view media_type);

}  // namespace anchord
