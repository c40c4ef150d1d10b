#include "bench/last_words.hpp"
#include "support/catch.hpp"

using lloyd::last_words;

namespace {

const std::string edge = std::string(74, '-') + "\n";
const std::string box = edge + "mpirun detected that a process exited\n\n  Exit code: 65\n" + edge;

}  // namespace

TEST_CASE("of a long text the end is kept", "[last_words]") {
    CHECK(last_words("a\nb\nc\n", 2) == "b\nc");
    CHECK(last_words("a\nb\nc\n", 3) == "a\nb\nc");
    CHECK(last_words("a\nb\nc", 9) == "a\nb\nc");
    CHECK(last_words("\nb\n\n", 2) == "b");
}

TEST_CASE("silence is called so", "[last_words]") {
    CHECK(last_words("", 2) == "(none)");
    CHECK(last_words("\n\n", 2) == "(none)");
}

TEST_CASE("what a program said is not buried under the boxes of mpirun", "[last_words]") {
    CHECK(last_words("lloyd: error: bad data\n" + box + box, 2) == "lloyd: error: bad data");
    CHECK(last_words(box + "late\n", 2) == "late");
}

TEST_CASE("when mpirun alone spoke, its box is what there is", "[last_words]") {
    CHECK(last_words(box, 3).find("Exit code: 65") != std::string::npos);
}
