#pragma once

#include "damage/good_files.hpp"

#include <cstdint>
#include <string>

namespace lloyd::test {

/// The bytes of a file after damage as disks, copies and programs do it, at random: bits flipped, ranges zeroed, filled
/// with noise, repeated, left out or moved, the end cut off. Of a quarter of the files it is one bit of one value, of the
/// others most is where values are not, for HDF5 follows what it reads there. The same for the same seed and index.
std::string damaged(const GoodFile& file, std::uint64_t seed, std::int64_t index);

}  // namespace lloyd::test
