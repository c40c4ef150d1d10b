#pragma once

#include "architecture/module_table.hpp"
#include "architecture/source_file.hpp"

#include <string>
#include <vector>

namespace lloyd::test {

/// What a file does against the architecture (DESIGN.md), as "path:line: what". It is a violation
/// * to include a module that the table does not let it use, or one that does not exist,
/// * to include the private header of another module,
/// * to include what the file's room, a folder inside a module, may not use (the table of rooms in rules.cpp),
/// * to use a word that has its home elsewhere (MPI_COMM_WORLD, printing, ending the process, OpenMP),
/// * to have a line of more than 120 columns, or more than 300 lines.
/// Words in // comments do not count.
std::vector<std::string> violations(const SourceFile& file, const ModuleTable& may_use);

}  // namespace lloyd::test
