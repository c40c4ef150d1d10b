#pragma once

#include "bench/process.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lloyd::test {

using Arguments = std::vector<std::string>;

/// What is between the spaces.
Arguments words(const std::string& text);
Arguments joined(Arguments some, const Arguments& more);

/// The words that start ranks, to be put before a program's own. After so many seconds they are ended.
Arguments as_ranks(int ranks, int seconds = 120);
/// In a shell that is to become a rank: its number, as Open MPI's and MPICH's mpirun say it.
inline const std::string rank_in_shell = "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}";

/// Runs a program; many ranks on few cores wait without spinning.
ProcessOutcome start(const Arguments& command, std::vector<std::string> variables = {});

/// A directory of its own in which a test case runs lloyd; it is gone afterwards.
class Scene {
public:
    Scene();
    ~Scene();
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    /// The name of a file in the directory, whether it is there or not.
    std::string path(const std::string& name) const { return directory_ + "/" + name; }
    /// Names of the files that are there, sorted.
    std::vector<std::string> files() const;

    /// lloyd alone, or as `ranks` ranks.
    ProcessOutcome run(const Arguments& arguments) const;
    ProcessOutcome run_on(int ranks, const Arguments& arguments) const;
    /// Each rank by a shell script, which has lloyd and its arguments as "$@".
    ProcessOutcome run_by_script(int ranks, const std::string& script, const Arguments& arguments) const;

private:
    std::string directory_;
};

/// Writes a float64 dataset into a new file.
void write_values(const std::string& path, const std::string& dataset, const std::vector<std::int64_t>& shape,
                  const std::vector<double>& values);

/// Makes the last bit of a dataset's values another.
void damage_values(const std::string& path, const std::string& dataset);

/// All values of a dataset, converted to double.
std::vector<double> read_values(const std::string& path, const std::string& dataset);
bool has_dataset(const std::string& path, const std::string& dataset);

std::string bytes_of(const std::string& path);

/// Eight rows in two columns, in two groups that anybody can see.
void write_two_groups(const std::string& path);

/// How often `part` is in `text`.
int count_of(const std::string& part, const std::string& text);

}  // namespace lloyd::test
