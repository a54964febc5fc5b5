#include "crawler/answer_reader.h"

#include <gtest/gtest.h>

#include "tests/indexer/extraction.h"

namespace anchord {
namespace {

TEST(AnswerReaderTest, ABodyCutAnywhereIntoTwoChunksHasTheSameLinks) {
  const std::string body =
      "\xEF\xBB\xBF<title>\xE2\x82\xAC</title><a href='/\xC3\xA4?b=c&amp;d'>w\xC3\xB6rd "
      "&eacute;</a><!-- c --><script>'</a>'</script><p>x<a\nhref=/e>\xF0\x9F\x98\x80</a>";
  const std::string want = links_of(body);
  ASSERT_FALSE(want.empty());
  AnswerReader reader;
  for (std::size_t cut = 0; cut <= body.size(); ++cut) {
    reader.reset(FetchLimits{}, true);
    for (const char* line : {"HTTP/1.1 200 OK\r\n", "Content-Type: text/html\r\n", "\r\n"}) {
      ASSERT_TRUE(reader.take_header(line));
    }
    ASSERT_TRUE(reader.take_body(std::string_view(body).substr(0, cut)));
    ASSERT_TRUE(reader.take_body(std::string_view(body).substr(cut)));
    const FetchOutcome outcome = reader.finish(std::nullopt);
    const auto* const answer = std::get_if<Answer>(&outcome);
    ASSERT_NE(answer, nullptr) << cut;
    EXPECT_EQ(described(extract_page(answer->body, answer->headers).links), want) << cut;
  }
}

}  // namespace
}  // namespace anchord
