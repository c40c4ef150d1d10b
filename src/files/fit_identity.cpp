#include "files/fit_identity.hpp"

#include "files/attribute.hpp"
#include "files/header.hpp"
#include "lloyd/files/result_file.hpp"

#include <vector>

namespace lloyd {

namespace {

using hdf5::write_attribute;

template <class T>
T number(hid_t file, const char* name) {
    const auto values = hdf5::read_numbers<T>(file, name);
    return values && !values->empty() ? values->front() : T{};
}

std::string text(hid_t file, const char* name) { return hdf5::read_text(file, name).value_or(""); }

constexpr const char* same_rows = "resume it with the rows that it is of";

[[noreturn]] void fail_other(ExitCode code, const std::string& path, const std::string& what, const std::string& theirs,
                             const std::string& mine, const std::string& remedy) {
    fail(code, "{} of {} is {}, not {} (the result would be neither fit's) {}", what, path, theirs, mine, remedy);
}

}  // namespace

void write_identity(hid_t file, const FitIdentity& identity) {
    write_input_record(file, identity.input);
    write_attribute(file, "n_clusters", std::int64_t{identity.options.n_clusters});
    write_attribute(file, "n_init", std::int64_t{identity.options.n_init});
    write_attribute(file, "max_iter", std::int64_t{identity.options.max_iter});
    write_attribute(file, "tol", identity.options.tol);
    write_attribute(file, "seed", identity.options.seed);
    write_attribute(file, "init", init_name(identity.options.init));
    write_attribute(file, "init_fingerprint", identity.init_fingerprint);
}

FitIdentity read_identity(hid_t file) {
    const auto shape = hdf5::read_numbers<std::int64_t>(file, "input_shape").value_or(std::vector<std::int64_t>{});
    const bool is_float32 = text(file, "input_dtype") == precision_name(Precision::float32);
    FitIdentity identity;
    identity.input = {.path = text(file, "input_path"),
                      .dataset = text(file, "input_dataset"),
                      .rows = shape.size() == 2 ? shape[0] : 0,
                      .features = shape.size() == 2 ? static_cast<int>(shape[1]) : 0,
                      .precision = is_float32 ? Precision::float32 : Precision::float64,
                      .fingerprint = text(file, "input_fingerprint")};
    identity.options = {.n_clusters = static_cast<int>(number<std::int64_t>(file, "n_clusters")),
                        .n_init = static_cast<int>(number<std::int64_t>(file, "n_init")),
                        .max_iter = static_cast<int>(number<std::int64_t>(file, "max_iter")),
                        .tol = number<double>(file, "tol"),
                        .seed = number<std::uint64_t>(file, "seed")};
    const std::string init = text(file, "init");
    for (const Init some : {Init::kmeans_plus_plus, Init::kmeans_parallel, Init::random, Init::given})
        if (init_name(some) == init) identity.options.init = some;
    identity.init_fingerprint = text(file, "init_fingerprint");
    return identity;
}

void expect_same_fit(const std::string& path, const FitIdentity& checkpoint, const FitIdentity& mine) {
    const auto expect = [&path](ExitCode code, const char* what, const auto& theirs, const auto& ours,
                                const std::string& remedy) {
        if (theirs != ours) fail_other(code, path, what, fmt::format("{}", theirs), fmt::format("{}", ours), remedy);
    };
    const auto expect_option = [&](const char* flag, const auto& theirs, const auto& ours) {
        expect(ExitCode::usage, flag, theirs, ours, fmt::format("give {} '{}'", flag, theirs));
    };
    const InputRecord& rows = checkpoint.input;
    const auto dtype = [](const InputRecord& input) { return std::string(precision_name(input.precision)); };
    expect(ExitCode::data, "the dtype", dtype(rows), dtype(mine.input), same_rows);
    expect(ExitCode::data, "the number of rows", rows.rows, mine.input.rows, same_rows);
    expect(ExitCode::data, "the number of features", rows.features, mine.input.features, same_rows);
    if (!mine.input.fingerprint.empty()) expect_same_rows(path, rows.fingerprint, mine.input.fingerprint);

    const FitOptions& theirs = checkpoint.options;
    const FitOptions& ours = mine.options;
    expect_option("--n-clusters", theirs.n_clusters, ours.n_clusters);
    expect_option("--n-init", theirs.n_init, ours.n_init);
    expect_option("--tol", theirs.tol, ours.tol);
    expect_option("--seed", theirs.seed, ours.seed);
    expect_option("--init", init_name(theirs.init), init_name(ours.init));
    if (ours.max_iter < theirs.max_iter) expect_option("--max-iter", theirs.max_iter, ours.max_iter);
    expect(ExitCode::data, "the fingerprint of the first centres", checkpoint.init_fingerprint, mine.init_fingerprint,
           "give --init the centres that it began from");
}

void expect_same_rows(const std::string& path, const std::string& checkpoint_fingerprint,
                      const std::string& fingerprint) {
    if (checkpoint_fingerprint != fingerprint)
        fail_other(ExitCode::data, path, "the fingerprint of the rows", checkpoint_fingerprint, fingerprint, same_rows);
}

}  // namespace lloyd
