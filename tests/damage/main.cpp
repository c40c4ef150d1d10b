// Damages files that lloyd wrote, at random, and sees what its readers make of them: they may refuse a file, or find in
// it all that was written. Anything else is counted, named on stderr, and ends in exit code 1.
#include "damage/damage.hpp"
#include "damage/outcome.hpp"
#include "damage/readers.hpp"
#include "files/temporary_directory.hpp"
#include "lloyd/base/error.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <array>
#include <cstdio>
#include <fstream>
#include <map>

namespace lloyd::test {
namespace {

struct Options {
    std::int64_t files = 20'000;
    std::uint64_t seed = 1;
    std::string keep;  ///< folder for files that were not dealt with as they should be
};

/// What became of the files of one kind that one reader was given.
struct Tally {
    std::int64_t refused = 0;
    std::int64_t same = 0;   ///< accepted, with the values of the file that was damaged
    std::int64_t other = 0;  ///< accepted, with other values
    std::int64_t failed = 0;
    std::int64_t crashed = 0;
    std::int64_t hung = 0;

    std::int64_t all() const { return refused + same + bad(); }
    std::int64_t bad() const { return other + failed + crashed + hung; }
};

struct Reading {
    Reader reader;
    std::string expected;  ///< of the file as it was written
    Tally tally;
};

/// A kind of file with all its readers.
struct Subject {
    GoodFile file;
    std::vector<Reading> readings;
};

std::vector<Subject> make_subjects(const std::string& folder) {
    std::vector<Subject> subjects;
    for (const GoodFile& file : write_good_files(folder)) {
        Subject subject{file, {}};
        for (const Reader& reader : readers_of(file)) {
            const std::string& path = file.path;
            const Ending ending = run_in_child([&] { return reader.read(path); });
            if (ending.outcome != Outcome::accepted)
                fail(ExitCode::software, "{}: {} does not read the file as it was written: {}", file.kind, reader.name,
                     ending.text);
            subject.readings.push_back({reader, ending.text, {}});
        }
        subjects.push_back(std::move(subject));
    }
    return subjects;
}

std::int64_t& count_of(Tally& tally, const Ending& ending, const std::string& expected) {
    switch (ending.outcome) {
        case Outcome::accepted:
            return ending.text == expected ? tally.same : tally.other;
        case Outcome::refused:
            return tally.refused;
        case Outcome::failed:
            return tally.failed;
        case Outcome::crashed:
            return tally.crashed;
        case Outcome::hung:
            break;
    }
    return tally.hung;
}

void write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// Every reader of its kind reads one damaged file.
void try_one(Subject& subject, const Options& options, std::int64_t index, const std::string& path) {
    const std::string bytes = damaged(subject.file, options.seed, index);
    write_bytes(path, bytes);
    for (Reading& reading : subject.readings) {
        const std::int64_t bad_before = reading.tally.bad();
        const Ending ending = run_in_child([&] { return reading.reader.read(path); });
        ++count_of(reading.tally, ending, reading.expected);
        if (reading.tally.bad() == bad_before) continue;
        fmt::print(stderr, "file {} ({}), {}: {}\n", index, subject.file.kind, reading.reader.name,
                   ending.outcome == Outcome::accepted ? "accepted with other values" : ending.text);
        if (!options.keep.empty()) write_bytes(fmt::format("{}/{}.h5", options.keep, index), bytes);
    }
}

std::int64_t print_table(const std::vector<Subject>& subjects) {
    constexpr const char* row = "{:<20} {:<10} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n";
    fmt::print(row, "file", "reader", "files", "refused", "same", "other", "failed", "crashed", "hung");
    std::int64_t bad = 0;
    for (const Subject& subject : subjects)
        for (const auto& [reader, expected, tally] : subject.readings) {
            fmt::print(row, subject.file.kind, reader.name, tally.all(), tally.refused, tally.same, tally.other,
                       tally.failed, tally.crashed, tally.hung);
            bad += tally.bad();
        }
    return bad;
}

int run(const Options& options) {
    const TemporaryDirectory directory;
    std::vector<Subject> subjects = make_subjects(directory.path());
    for (std::int64_t i = 0; i < options.files; ++i)
        try_one(subjects[static_cast<std::size_t>(i) % subjects.size()], options, i, directory.file("damaged.h5"));
    fmt::print("{} damaged files, seed {}\n", options.files, options.seed);
    return print_table(subjects) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace lloyd::test

int main(int argc, char** argv) {
    CLI::App app("damages files of lloyd's at random and counts what its readers make of them");
    lloyd::test::Options options;
    app.add_option("--files", options.files, "damaged files")->capture_default_str();
    app.add_option("--seed", options.seed, "of the damage")->capture_default_str();
    app.add_option("--keep", options.keep, "folder for files that were not dealt with as they should be")
        ->check(CLI::ExistingDirectory);
    CLI11_PARSE(app, argc, argv);
    return lloyd::test::run(options);
}
