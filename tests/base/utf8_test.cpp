#include "lloyd/base/utf8.hpp"

#include "support/catch.hpp"

#include <array>
#include <string>
#include <vector>

namespace lloyd::test {
namespace {

TEST_CASE("text that is UTF-8 stays as it is") {
    // the first and last characters of 1 to 4 bytes, and those around the surrogates
    for (const std::string text :
         {"", "a plain name.h5", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
          "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "données-数据-😀.h5"})
        CHECK(to_utf8(text) == text);
    CHECK(to_utf8(std::string("a\0b", 3)) == std::string("a\0b", 3));
}

TEST_CASE("bytes that are no UTF-8 become U+FFFD, one for each beginning of a character") {
    struct Case {
        std::string text;
        std::string expected;
    };
    const std::string r = "\xEF\xBF\xBD";
    // Unicode 16, chapter 3.9, tables 3-8 to 3-11, and names as they come
    const std::vector<Case> cases = {
        {"data-\xFF.h5", "data-" + r + ".h5"},
        {"caf\xE9", "caf" + r},
        {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82"
         "A",
         r + r + r + r + r + r + r + r + "A"},
        {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF"
         "A",
         r + r + r + r + r + r + r + r + "A"},
        {"\xF4\x91\x92\x93\xFF"
         "A\x80\xBF"
         "B",
         r + r + r + r + r + "A" + r + r + "B"},
        {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF"
         "A",
         r + r + r + r + "A"},
        {"\xE2\x82", r},
        {"\xE2\x82\xAC\xE2", "€" + r},
        {"\xF8\x88\x80\x80\x80", r + r + r + r + r},
        {"\xC1\x81", r + r},
    };
    for (const Case& broken : cases) {
        INFO(broken.expected);
        CHECK(to_utf8(broken.text) == broken.expected);
    }
}

}  // namespace
}  // namespace lloyd::test
