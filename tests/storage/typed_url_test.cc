#include "storage/typed_url.h"

#include <gtest/gtest.h>

#include <string>

namespace anchord {
namespace {

TEST(TypedUrlTest, OneRuleSaysWhatIsAScheme) {
  const struct {
    const char* text;
    const char* prefix;
    const char* href;  // "": refused
  } cases[] = {
      {"a.example", "", "http://a.example/"},
      {"a.example/x?u=http://b.example/", "", "http://a.example/x?u=http://b.example/"},
      {"a.example/http://b.example/", "", "http://a.example/http://b.example/"},
      {"a.example?u=ftp://b/", "", "http://a.example/?u=ftp://b/"},
      {"a.example:8080/x?u=https://b/", "", "http://a.example:8080/x?u=https://b/"},
      {"a.example/;u=http://b/", "", "http://a.example/;u=http://b/"},
      {"a.example/#http://b/", "", "http://a.example/"},
      {"localhost:8080/x?u=http://b/", "", "http://localhost:8080/x?u=http://b/"},
      {"[::1]/x?u=http://b/", "", "http://[::1]/x?u=http://b/"},
      {"127.0.0.1:81/web/2001/http://b/", "", "http://127.0.0.1:81/web/2001/http://b/"},
      {"user:secret@a.example/?u=http://b/", "", "http://a.example/?u=http://b/"},
      {"b\xC3\xBC.example/?u=http://b/", "", "http://xn--b-eha.example/?u=http://b/"},
      {"//a.example/x://y", "", "http://a.example/x://y"},
      {"http:8080/", "", "http://http:8080/"},
      {"ftp:21", "", "http://ftp:21/"},
      {"http://a.example/?u=https://b/", "http://", "http://a.example/?u=https://b/"},
      {" HTTPS://a.example/", " HTTPS://", "https://a.example/"},
      {"http:\\\\a.example\\x", "http:\\\\", "http://a.example/x"},
      {"http:/a.example/", "http:/", "http://a.example/"},
      {"https:a.example", "https:", "https://a.example/"},
      {"http:///a.example/", "http://", "http://a.example/"},
      {"ftp://a.example/?u=http://b/", "ftp://", ""},
      {"svn+ssh://a.example/", "svn+ssh://", ""},
      {"file:/etc/passwd", "file:/", ""},
      {"mailto:me@a.example", "mailto:", ""},
      {"javascript:location='http://a.example/'", "", ""},
      {"http://", "http://", ""},
      {"://a.example/", "", ""},
      {"", "", ""},
  };
  for (const auto& c : cases) {
    const std::string block(c.text);
    EXPECT_EQ(scheme_prefix(block), c.prefix) << c.text;
    const auto url = parse_typed_url(block);
    EXPECT_EQ(url ? url->href() : "", c.href) << c.text;
  }
}

TEST(TypedUrlTest, ALongUrlIsRefusedAndAStoredOneStaysAsItIs) {
  EXPECT_FALSE(parse_typed_url("a.example/" + std::string(kUrlBytesMax, 'x')));
  for (const char* text : {"http://a.example/?u=b://c", "https://a.example:81/x://y/"}) {
    EXPECT_EQ(parse_typed_url(text)->href(), text);
  }
}

}  // namespace
}  // namespace anchord
