#pragma once

#include "lloyd/files/input_record.hpp"
#include "lloyd/kmeans/options.hpp"

#include <string>

namespace lloyd {

/// Which fit a checkpoint is of.
struct FitIdentity {
    InputRecord input;
    FitOptions options;
    std::string init_fingerprint;  ///< 16 hex digits over given centres; else empty
};

/// Throws when the checkpoint at `path` is of another fit than mine, naming what differs: Error(usage) for options, but
/// for a larger max_iter, Error(data) for the rows' shape, precision or fingerprint (if mine is known) and for given
/// centres.
void expect_same_fit(const std::string& path, const FitIdentity& checkpoint, const FitIdentity& mine);

/// Throws Error(data) when the rows of the checkpoint at `path` had other values.
void expect_same_rows(const std::string& path, const std::string& checkpoint_fingerprint,
                      const std::string& fingerprint);

}  // namespace lloyd
