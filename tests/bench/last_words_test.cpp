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
    const std::string hydra_edge = std::string(83, '=') + "\n";
    CHECK(last_words("early\n" + hydra_edge + "=   BAD TERMINATION\n" + hydra_edge, 2) == "early");
}

TEST_CASE("when mpirun alone spoke, its box is what there is", "[last_words]") {
    CHECK(last_words(box, 3).find("Exit code: 65") != std::string::npos);
}

TEST_CASE("a launcher without slots is told from a run that failed", "[last_words]") {
    const std::string refusal = lloyd::refusal_of_launcher(
        edge + "There are not enough slots available in the system to satisfy the 3\nslots that were requested\n" +
        edge);
    CHECK(refusal.starts_with("mpirun has fewer slots"));
    CHECK(refusal.find('\n') == std::string::npos);
    CHECK(lloyd::refusal_of_launcher("lloyd: error: bad data\n").empty());
}
