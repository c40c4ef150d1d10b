#pragma once

#include "lloyd/parallel/message_log.hpp"

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace lloyd {

/// The ranks that work together: a value, passed to whoever talks to them.
///
/// Every operation is collective (all ranks call it, in the same order) and exact: integers
/// are added, doubles are only compared or copied, so the result is the same bits whatever
/// algorithm MPI picks. Messages of any length are cut to MPI's int counts.
/// A serial communicator has one rank and never calls MPI. Failures of MPI end the job.
class Communicator {
public:
    static Communicator serial() { return Communicator(MPI_COMM_NULL); }
    explicit Communicator(MPI_Comm handle);

    int rank() const { return rank_; }
    int size() const { return size_; }
    bool is_root() const { return rank_ == 0; }

    /// Of all copies of this communicator; with one rank there are no calls.
    MessageLog& log() const { return *log_; }

    /// Element-wise over ranks, in place.
    void sum(std::span<std::int64_t> values) const;
    void max(std::span<std::int64_t> values) const;
    void max(std::span<double> values) const;
    void min(std::span<double> values) const;

    /// Whether any rank says yes.
    bool any(bool mine) const;

    /// Element-wise sum over the ranks before this one (zeros on rank 0), in place.
    void exclusive_sum(std::span<std::int64_t> values) const;

    /// Rank `root`'s bytes or text on every rank.
    void broadcast(std::span<std::byte> bytes, int root = 0) const;
    std::string broadcast(const std::string& text, int root = 0) const;

    /// All ranks' values in rank order, on every rank; lengths may differ by rank.
    template <class T>
    std::vector<T> all_gather(std::span<const T> mine) const {
        static_assert(std::is_trivially_copyable_v<T>);
        const std::vector<std::byte> bytes = all_gather_bytes(std::as_bytes(mine));
        std::vector<T> all(bytes.size() / sizeof(T));
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::byte*>(all.data()));
        return all;
    }
    std::vector<std::string> all_gather(const std::string& mine) const;

    void barrier() const;

    /// Ends the whole job at once: for failures after which the ranks cannot meet again, not even in main.
    /// Rank 0 says why on stderr, if there is a reason to give.
    [[noreturn]] void abort(int exit_code, const std::string& reason = "") const;

private:
    std::vector<std::byte> all_gather_bytes(std::span<const std::byte> mine) const;

    MPI_Comm handle_;
    int rank_ = 0;
    int size_ = 1;
    std::shared_ptr<MessageLog> log_ = std::make_shared<MessageLog>();
};

}  // namespace lloyd
