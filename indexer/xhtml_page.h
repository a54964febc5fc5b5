#pragma once

#include <string_view>

#include "indexer/html_page.h"

namespace anchord {

inline constexpr std::string_view kXhtmlNamespace = "http://www.w3.org/1999/xhtml";

// Reads an XHTML page as XML (HTML Standard 14.2) and tells `visitor` of it as HtmlParser does of
// HTML: elements of the XHTML namespace are HTML elements, whatever their prefix; tags end as they
// stand ("<script/>" has no content); nothing is implied and nothing is moved. False where `utf8`
// (well-formed UTF-8) is no well-formed XML within the limits of indexer/xml_document.h and of
// `limits`, or has no element of XHTML: the visitor was told nothing, and HtmlParser may do
// instead.
//
// No tree is built: what HTML's repairs need one for, XML does not have. The document is read
// twice, for the end of it tells whether it is well-formed, and a late base element holds for all
// of it.
bool parse_xhtml(std::string_view utf8, const ParseLimits& limits, HtmlVisitor& visitor);

}  // namespace anchord
