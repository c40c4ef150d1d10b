#pragma once

#include <string>
#include <vector>

namespace lloyd::test {

/// A file of include/ or src/; the path is relative to the project.
struct SourceFile {
    std::string path;
    std::string text;
};

/// What a file does against the architecture (DESIGN.md), as "path:line: what". It is a violation
/// * to include a module that stands above, or one that does not exist,
/// * to include the private header of another module,
/// * to use a word that has its home elsewhere (MPI_COMM_WORLD, printing, ending the process, OpenMP),
/// * to be longer than 300 lines.
/// Words in // comments do not count.
std::vector<std::string> violations(const SourceFile& file);

}  // namespace lloyd::test
