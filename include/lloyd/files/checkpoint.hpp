#pragma once

#include "lloyd/files/fit_identity.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/kmeans/restart.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <span>
#include <string>
#include <vector>

namespace lloyd {

/// What an earlier run of a fit left, to go on from on any ranks and threads.
template <class T>
struct Checkpoint {
    std::vector<Restart<T>> restarts;
    std::string input_fingerprint;  ///< of its rows
    std::string warning;            ///< why the file that was asked for was not taken; empty when all is well
};

/// Where the checkpoint that was there before is kept.
inline std::string former_checkpoint(const std::string& path) { return path + ".prev"; }

/// Writes the file that FORMAT.md calls lloyd-checkpoint, on one rank and without the others: PATH.tmp-PID beside its
/// name, flushed and synced. Then a file of that name becomes former_checkpoint(), unless it is damaged and to be
/// replaced, and the new one gets its name. Throws Error(io), and what was there before is still there.
template <class T>
void write_checkpoint(const std::string& path, const std::string& command_line, const FitIdentity& identity,
                      std::span<const Restart<T>> restarts, Overwrite overwrite = Overwrite::keeping_former);

/// Collective; rank 0 reads. Takes former_checkpoint() where the file is missing or damaged, and says so in `warning`.
/// Throws as expect_same_fit() does; Error(data) when no file can be used or it is newer than this program, Error(io)
/// when there is none.
template <class T>
Checkpoint<T> read_checkpoint(const Communicator& comm, const std::string& path, const FitIdentity& mine);

}  // namespace lloyd
