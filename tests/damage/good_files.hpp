#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lloyd::test {

/// Some of a file's bytes.
struct Range {
    std::uint64_t begin;
    std::uint64_t size;
};

/// A file as lloyd writes it.
struct GoodFile {
    std::string kind;  ///< as tables name it
    std::string path;
    std::string bytes;
    std::string dataset;                  ///< one with rows; empty where there is none
    std::vector<Range> values;            ///< of each dataset
    std::vector<std::uint64_t> metadata;  ///< positions of all bytes that are no values
};

/// One of each kind, in the folder.
std::vector<GoodFile> write_good_files(const std::string& folder);

}  // namespace lloyd::test
