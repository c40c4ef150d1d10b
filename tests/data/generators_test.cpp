#include "lloyd/data/generators.hpp"

#include "lloyd/base/error.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace lloyd {
namespace {

/// SHA-256 of all values as little-endian float64 in output order, by the program of that name.
std::string sha256(const SklearnBlobs& blobs, std::int64_t rows) {
    const std::string path = "generators_test.sha256";
    FILE* pipe = popen(("sha256sum > " + path).c_str(), "w");
    REQUIRE(pipe != nullptr);
    std::size_t written = 0;
    std::size_t expected = 0;
    for (std::int64_t i = 0; i < rows; ++i) {
        const auto row = blobs.row(i);
        written += std::fwrite(row.data(), sizeof(double), row.size(), pipe);
        expected += row.size();
    }
    REQUIRE(pclose(pipe) == 0);
    REQUIRE(written == expected);

    std::array<char, 65> digest{};
    FILE* file = std::fopen(path.c_str(), "r");
    REQUIRE(file != nullptr);
    const std::size_t read = std::fread(digest.data(), 1, digest.size() - 1, file);
    std::fclose(file);
    std::remove(path.c_str());
    return std::string(digest.data(), read);
}

struct ListedRow {
    std::int32_t label;
    double first;
    double last;
};

void require_listed(const SklearnBlobs& blobs, const std::array<ListedRow, 3>& listed) {
    for (std::size_t i = 0; i < listed.size(); ++i) {
        CAPTURE(i);
        const auto row = static_cast<std::int64_t>(i);
        REQUIRE(blobs.label(row) == listed[i].label);
        REQUIRE(blobs.row(row).front() == listed[i].first);
        REQUIRE(blobs.row(row).back() == listed[i].last);
    }
}

template <class T>
struct Generated {
    Matrix<T> rows;
    std::vector<std::int32_t> labels;
};

template <class T>
Generated<T> generate(const GeneratorOptions& options, std::int64_t first, std::int64_t count) {
    Generated<T> made{Matrix<T>(count, options.features),
                      std::vector<std::int32_t>(static_cast<std::size_t>(count), -1)};
    generate_rows(options, first, made.rows.view(), std::span(made.labels));
    return made;
}

/// Mean and standard deviation of a column over the rows of one label.
struct Moments {
    double count = 0;
    double mean = 0;
    double std = 0;
};

Moments moments(const Generated<double>& data, std::int32_t label, int feature) {
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (std::int64_t i = 0; i < data.rows.rows(); ++i) {
        if (data.labels[static_cast<std::size_t>(i)] != label) continue;
        const double value = data.rows.row(i)[feature];
        count += 1;
        sum += value;
        squares += value * value;
    }
    const double mean = sum / count;
    return {count, mean, std::sqrt(squares / count - mean * mean)};
}

/// The text and exit code that check() refuses these options with.
std::string refusal(const GeneratorOptions& options) {
    try {
        check(options);
    } catch (const Error& error) {
        REQUIRE(error.code() == ExitCode::usage);
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("recipe sklearn makes the rows of make_blobs, bit for bit") {
    const GeneratorOptions options{
        .recipe = Recipe::sklearn, .rows = 1000, .features = 3, .centers = 4, .std = 1.5, .seed = 7};
    const SklearnBlobs blobs(options);
    require_listed(blobs, {{{3, -0.4417582110139599, 3.891866777377063},
                            {2, 0.589142483681673, -3.2568634539378216},
                            {1, 2.3786386868795706, -0.568022753840046}}});
    REQUIRE(sha256(blobs, options.rows) == "cb1ed10337acdbf02554180f4c7321709d7c38161612bb7948fe8b30a3156cee");
}

TEST_CASE("recipe sklearn makes the 5,000,000 rows of the original experiment, bit for bit") {
    const GeneratorOptions options{
        .recipe = Recipe::sklearn, .rows = 5000000, .features = 10, .centers = 10, .std = 1.5, .seed = 42};
    const SklearnBlobs blobs(options);
    require_listed(blobs, {{{7, 3.514984817211412, -7.539229242804801},
                            {6, -1.1388369614939686, 10.565126505195611},
                            {7, 6.2348403732569, -9.769861495094819}}});
    REQUIRE(sha256(blobs, options.rows) == "1d1da155226bdd44ba521d20a58b1a7026fe6dda29cf5f995d5787baca59fd0b");
}

TEST_CASE("recipe sklearn deals rows to clusters as evenly as can be") {
    SECTION("the first clusters have one row more") {
        const SklearnBlobs blobs({.recipe = Recipe::sklearn, .rows = 11, .features = 1, .centers = 4});
        std::array<int, 4> sizes{};
        for (std::int64_t i = 0; i < 11; ++i) ++sizes.at(static_cast<std::size_t>(blobs.label(i)));
        REQUIRE(sizes == std::array{3, 3, 3, 2});
    }
    SECTION("clusters may outnumber rows") {
        const SklearnBlobs blobs({.recipe = Recipe::sklearn, .rows = 2, .features = 1, .centers = 5});
        REQUIRE(std::min(blobs.label(0), blobs.label(1)) == 0);
        REQUIRE(std::max(blobs.label(0), blobs.label(1)) == 1);
    }
    SECTION("a single row") {
        const SklearnBlobs blobs({.recipe = Recipe::sklearn, .rows = 1, .features = 2, .centers = 1});
        REQUIRE(blobs.label(0) == 0);
        REQUIRE(blobs.row(0).size() == 2);
    }
}

TEST_CASE("any range of counter-based rows equals the same rows made in other slabs") {
    for (const Recipe recipe : {Recipe::blobs, Recipe::uniform})
        for (const int features : {1, 2, 5}) {
            CAPTURE(static_cast<int>(recipe), features);
            const GeneratorOptions options{.recipe = recipe, .rows = 1000, .features = features, .centers = 7};
            const auto whole = generate<double>(options, 0, 100);
            for (const std::int64_t slab : {1, 3, 64})
                for (std::int64_t first = 0; first < 100; first += slab) {
                    const std::int64_t count = std::min(slab, 100 - first);
                    const auto part = generate<double>(options, first, count);
                    REQUIRE(std::equal(part.rows.span().begin(), part.rows.span().end(), whole.rows.row(first)));
                    REQUIRE(std::equal(part.labels.begin(), part.labels.end(), whole.labels.begin() + first));
                }
        }
}

TEST_CASE("rows beyond 2^32 are not the rows 2^32 before them") {
    const GeneratorOptions options{.recipe = Recipe::uniform, .rows = std::int64_t{1} << 33, .features = 4};
    REQUIRE(generate<double>(options, std::int64_t{1} << 32, 1).rows != generate<double>(options, 0, 1).rows);
}

TEST_CASE("labels need not be asked for") {
    const GeneratorOptions options{.recipe = Recipe::blobs, .rows = 10, .features = 3};
    Matrix<double> rows(10, 3);
    generate_rows(options, 0, rows.view(), std::span<std::int32_t>());
    REQUIRE(rows == generate<double>(options, 0, 10).rows);
}

TEST_CASE("seeds and recipes have rows of their own, and no row or column repeats another") {
    const GeneratorOptions blobs{.recipe = Recipe::blobs, .rows = 50, .features = 5, .seed = 1};
    GeneratorOptions other = blobs;
    other.seed = 2;
    REQUIRE(generate<double>(blobs, 0, 50).rows != generate<double>(other, 0, 50).rows);

    for (const Recipe recipe : {Recipe::blobs, Recipe::uniform})
        for (const int features : {4, 5}) {
            other.recipe = recipe;
            other.features = features;
            const auto made = generate<double>(other, 0, 50);
            std::vector<double> values(made.rows.span().begin(), made.rows.span().end());
            std::sort(values.begin(), values.end());
            REQUIRE(std::adjacent_find(values.begin(), values.end()) == values.end());
        }
}

TEST_CASE("blobs are clusters of the asked-for size and spread around centres in [-10, 10)") {
    const GeneratorOptions options{
        .recipe = Recipe::blobs, .rows = 40000, .features = 3, .centers = 4, .std = 1.5, .seed = 3};
    const auto data = generate<double>(options, 0, options.rows);
    REQUIRE(*std::min_element(data.labels.begin(), data.labels.end()) == 0);
    REQUIRE(*std::max_element(data.labels.begin(), data.labels.end()) == 3);

    // Rows without noise are the centres.
    GeneratorOptions exact = options;
    exact.std = 0;
    const auto centers = generate<double>(exact, 0, options.rows);
    REQUIRE(centers.labels == data.labels);

    for (std::int32_t label = 0; label < options.centers; ++label)
        for (int t = 0; t < options.features; ++t) {
            CAPTURE(label, t);
            const auto a_row = std::find(data.labels.begin(), data.labels.end(), label) - data.labels.begin();
            const double center = centers.rows.row(a_row)[t];
            REQUIRE(center >= -10);
            REQUIRE(center < 10);

            const Moments found = moments(data, label, t);
            REQUIRE(std::abs(found.count - 10000) < 5 * std::sqrt(40000 * 0.25 * 0.75));
            REQUIRE(std::abs(found.mean - center) < 5 * options.std / std::sqrt(found.count));
            REQUIRE(std::abs(found.std - options.std) < 5 * options.std / std::sqrt(2 * found.count));
        }
}

TEST_CASE("features of blobs are independent") {
    const GeneratorOptions options{.recipe = Recipe::blobs, .rows = 40000, .features = 4, .centers = 1};
    const auto data = generate<double>(options, 0, options.rows);
    for (int s = 0; s < options.features; ++s)
        for (int t = 0; t < s; ++t) {
            const double mean_s = moments(data, 0, s).mean;
            const double mean_t = moments(data, 0, t).mean;
            double products = 0;
            for (std::int64_t i = 0; i < options.rows; ++i)
                products += (data.rows.row(i)[s] - mean_s) * (data.rows.row(i)[t] - mean_t);
            REQUIRE(std::abs(products / 40000) < 5 / std::sqrt(40000.0));
        }
}

TEST_CASE("uniform values fill [0, 1) evenly and have label 0") {
    const GeneratorOptions options{.recipe = Recipe::uniform, .rows = 30000, .features = 3, .seed = 5};
    const auto data = generate<double>(options, 0, options.rows);
    REQUIRE(std::count(data.labels.begin(), data.labels.end(), 0) == options.rows);
    const auto values = data.rows.span();
    REQUIRE(*std::min_element(values.begin(), values.end()) >= 0);
    REQUIRE(*std::max_element(values.begin(), values.end()) < 1);
    for (int t = 0; t < options.features; ++t) {
        const Moments found = moments(data, 0, t);
        REQUIRE(std::abs(found.mean - 0.5) < 5 * std::sqrt(1.0 / 12 / 30000));
        REQUIRE(std::abs(found.std - std::sqrt(1.0 / 12)) < 0.005);
    }
}

TEST_CASE("float32 values are the float64 ones, rounded") {
    for (const Recipe recipe : {Recipe::blobs, Recipe::uniform}) {
        const GeneratorOptions options{.recipe = recipe, .rows = 200, .features = 5};
        const auto wide = generate<double>(options, 17, 100);
        const auto narrow = generate<float>(options, 17, 100);
        REQUIRE(narrow.labels == wide.labels);
        for (std::size_t i = 0; i < wide.rows.span().size(); ++i)
            REQUIRE(narrow.rows.span()[i] == static_cast<float>(wide.rows.span()[i]));
    }
}

TEST_CASE("parameters that make no sense are refused with a reason") {
    const GeneratorOptions good{.rows = 10, .features = 2, .centers = 3, .std = 1, .seed = 42};
    GeneratorOptions options = good;
    REQUIRE(refusal(options) == "accepted");

    SECTION("no rows") {
        options.rows = 0;
        REQUIRE(refusal(options) == "rows is 0 (there would be nothing to generate) use at least 1");
    }
    SECTION("no features") {
        options.features = -1;
        REQUIRE(refusal(options) == "features is -1 (there would be nothing to generate) use at least 1");
    }
    SECTION("no centers, where there are any") {
        options.centers = 0;
        REQUIRE(refusal(options) == "centers is 0 (there would be nothing to generate) use at least 1");
        options.recipe = Recipe::uniform;
        REQUIRE(refusal(options) == "accepted");
    }
    SECTION("a std that is none") {
        for (const double std : {-0.5, std::nan(""), HUGE_VAL}) {
            options.std = std;
            REQUIRE(refusal(options).find("(a standard deviation is finite and not negative)") != std::string::npos);
        }
        options.std = 0;
        REQUIRE(refusal(options) == "accepted");
    }
    SECTION("more values than can be addressed") {
        options.rows = std::int64_t{1} << 60;
        options.features = 1;
        REQUIRE(refusal(options).find("(their bytes do not fit in 64 bits)") != std::string::npos);
        options.rows -= 1;
        REQUIRE(refusal(options) == "accepted");
        options.features = 2;
        REQUIRE(refusal(options).find("(their bytes do not fit in 64 bits)") != std::string::npos);
    }
    SECTION("a seed over 32 bits, for sklearn only") {
        options.seed = std::uint64_t{1} << 32;
        REQUIRE(refusal(options) == "accepted");
        options.recipe = Recipe::sklearn;
        REQUIRE(refusal(options).find("(its generator takes 32 bits) use a seed up to 4294967295") !=
                std::string::npos);
        options.seed -= 1;
        REQUIRE(refusal(options) == "accepted");
    }
    SECTION("rows over 32 bits, for sklearn only") {
        options.rows = std::int64_t{1} << 32;
        REQUIRE(refusal(options) == "accepted");
        options.recipe = Recipe::sklearn;
        REQUIRE(refusal(options).find("use recipe blobs") != std::string::npos);
    }
}

}  // namespace lloyd
