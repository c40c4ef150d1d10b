#include "bench/fit_output.hpp"
#include "bench/stand_in.hpp"
#include "lloyd/base/error.hpp"
#include "support/catch.hpp"

using lloyd::parse_fit_output;

namespace {

/// What fit prints, with a part of it replaced.
std::string with(const std::string& pointer, const nlohmann::json& value) {
    nlohmann::json document = nlohmann::json::parse(lloyd::test::fit_json(5, 1234.5));
    document[nlohmann::json::json_pointer(pointer)] = value;
    return document.dump();
}

}  // namespace

TEST_CASE("what a fit prints is understood", "[fit_output]") {
    const lloyd::FitOutput output = parse_fit_output(lloyd::test::fit_json(5, 1234.5));
    CHECK(output.sample.inertia == 1234.5);
    CHECK(output.sample.n_iter == 7);
    CHECK(output.sample.silhouette == 0.625);
    CHECK(output.sample.peak_rss_bytes == 123456789);
    CHECK(output.sample.times.max.training == 5);
    CHECK(output.sample.times.mean.read == 0.25);
    CHECK(output.sample.times.min.read == 0.125);
    CHECK(output.sample.times.max.read == 0.5);
    CHECK(output.fit.at("input").at("rows") == 5000);
    CHECK(output.fit.at("options").at("n_clusters") == 4);
    CHECK(output.binding == std::vector<std::string>{"here: CPUs 0"});
    CHECK(output.warning.empty());
    CHECK(output.sample.work.sweep_pairs == 100);
    CHECK(output.sample.work.reduction_bytes == 108);
    CHECK(output.sample.use[lloyd::Phase::seed].waiting == 0.5);
    CHECK(output.sample.use[lloyd::Phase::seed].faults == 33);
    CHECK(output.sample.use[lloyd::Phase::seed].busiest_rank == 2);
    CHECK(output.sample.use[lloyd::Phase::write].all() == 0);
}

TEST_CASE("a fit may have no silhouette, or an undefined one", "[fit_output]") {
    CHECK(!parse_fit_output(with("/result/silhouette", nullptr)).sample.silhouette);
    CHECK(!parse_fit_output(with("/result/silhouette/mean", nullptr)).sample.silhouette);
}

TEST_CASE("a warning about the placement is passed on", "[fit_output]") {
    CHECK(parse_fit_output(with("/placement/warning", "crowded")).warning == "crowded");
}

TEST_CASE("anything else is an error that shows what was printed", "[fit_output]") {
    for (const std::string& text : {std::string("hello"), std::string("{}"), std::string(), with("/timings", 1)}) {
        INFO(text);
        try {
            parse_fit_output(text);
            FAIL("it was taken for a fit");
        } catch (const lloyd::Error& error) {
            CHECK(error.code() == lloyd::ExitCode::software);
            CHECK(std::string(error.what()).find(text.substr(0, 50)) != std::string::npos);
        }
    }
}
