#include "lloyd/parallel/communicator.hpp"

#include "lloyd/base/error.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>

namespace lloyd {

namespace {

/// Far below MPI's int counts, and large enough for full bandwidth.
constexpr std::size_t slice_elements = std::size_t{1} << 24;

/// call(): an MPI function's code, which must be success.
template <class Call>
void make(MessageLog& log, const char* name, Call&& call) {
    int code = MPI_SUCCESS;
    log.time([&] { code = call(); });
    if (code != MPI_SUCCESS)
        fail(ExitCode::software, "{} failed with code {} (MPI cannot go on) see the job's log", name, code);
}

template <class T, class Call>
void in_slices(std::span<T> values, Call&& call) {
    for (std::size_t first = 0; first < values.size(); first += slice_elements) {
        const auto slice = values.subspan(first, std::min(slice_elements, values.size() - first));
        call(slice.data(), static_cast<int>(slice.size()));
    }
}

template <class T>
void all_reduce(MPI_Comm comm, MessageLog& log, std::span<T> values, MPI_Datatype type, MPI_Op op) {
    in_slices(values, [&](T* data, int count) {
        make(log, "MPI_Allreduce", [&] { return MPI_Allreduce(MPI_IN_PLACE, data, count, type, op, comm); });
    });
}

}  // namespace

Communicator::Communicator(MPI_Comm handle) : handle_(handle) {
    if (handle_ == MPI_COMM_NULL) return;
    MPI_Comm_rank(handle_, &rank_);
    MPI_Comm_size(handle_, &size_);
}

void Communicator::sum(std::span<std::int64_t> values) const {
    if (size_ > 1) all_reduce(handle_, *log_, values, MPI_INT64_T, MPI_SUM);
}

void Communicator::max(std::span<std::int64_t> values) const {
    if (size_ > 1) all_reduce(handle_, *log_, values, MPI_INT64_T, MPI_MAX);
}

void Communicator::max(std::span<double> values) const {
    if (size_ > 1) all_reduce(handle_, *log_, values, MPI_DOUBLE, MPI_MAX);
}

void Communicator::min(std::span<double> values) const {
    if (size_ > 1) all_reduce(handle_, *log_, values, MPI_DOUBLE, MPI_MIN);
}

bool Communicator::any(bool mine) const {
    std::int64_t yes = mine;
    max(std::span(&yes, 1));
    return yes != 0;
}

void Communicator::exclusive_sum(std::span<std::int64_t> values) const {
    if (size_ > 1)
        in_slices(values, [&](std::int64_t* data, int count) {
            make(*log_, "MPI_Exscan",
                 [&] { return MPI_Exscan(MPI_IN_PLACE, data, count, MPI_INT64_T, MPI_SUM, handle_); });
        });
    if (rank_ == 0) std::fill(values.begin(), values.end(), 0);  // MPI leaves rank 0 undefined
}

void Communicator::broadcast(std::span<std::byte> bytes, int root) const {
    if (size_ > 1)
        in_slices(bytes, [&](std::byte* data, int count) {
            make(*log_, "MPI_Bcast", [&] { return MPI_Bcast(data, count, MPI_BYTE, root, handle_); });
        });
}

std::string Communicator::broadcast(const std::string& text, int root) const {
    auto length = static_cast<std::int64_t>(text.size());
    broadcast(std::as_writable_bytes(std::span(&length, 1)), root);
    std::string received = text;
    received.resize(static_cast<std::size_t>(length));
    broadcast(std::as_writable_bytes(std::span(received)), root);
    return received;
}

std::vector<std::byte> Communicator::all_gather_bytes(std::span<const std::byte> mine) const {
    if (size_ == 1) return {mine.begin(), mine.end()};
    // Every rank in turn is the root of a broadcast when the whole is too long for MPI's int displacements.
    const auto length = static_cast<std::int64_t>(mine.size());
    std::vector<std::int64_t> lengths(static_cast<std::size_t>(size_));
    make(*log_, "MPI_Allgather",
         [&] { return MPI_Allgather(&length, 1, MPI_INT64_T, lengths.data(), 1, MPI_INT64_T, handle_); });
    std::vector<std::int64_t> begins(lengths.size());
    std::exclusive_scan(lengths.begin(), lengths.end(), begins.begin(), std::int64_t{0});
    const std::int64_t total = begins.back() + lengths.back();
    std::vector<std::byte> all(static_cast<std::size_t>(total));
    if (total <= static_cast<std::int64_t>(slice_elements)) {
        const std::vector<int> counts(lengths.begin(), lengths.end());
        const std::vector<int> displacements(begins.begin(), begins.end());
        make(*log_, "MPI_Allgatherv", [&] {
            return MPI_Allgatherv(mine.data(), static_cast<int>(length), MPI_BYTE, all.data(), counts.data(),
                                  displacements.data(), MPI_BYTE, handle_);
        });
        return all;
    }
    std::copy(mine.begin(), mine.end(), all.begin() + begins[static_cast<std::size_t>(rank_)]);
    for (std::size_t root = 0; root < lengths.size(); ++root)
        broadcast(
            std::span(all).subspan(static_cast<std::size_t>(begins[root]), static_cast<std::size_t>(lengths[root])),
            static_cast<int>(root));
    return all;
}

std::vector<std::string> Communicator::all_gather(const std::string& mine) const {
    const std::string terminated = mine + '\0';
    const std::vector<char> all = all_gather(std::span<const char>(terminated));
    std::vector<std::string> texts;
    for (auto begin = all.begin(); begin != all.end();) {
        const auto end = std::find(begin, all.end(), '\0');
        texts.emplace_back(begin, end);
        begin = end + 1;
    }
    return texts;
}

void Communicator::barrier() const {
    if (size_ > 1) make(*log_, "MPI_Barrier", [&] { return MPI_Barrier(handle_); });
}

void Communicator::abort(int exit_code, const std::string& reason) const {
    if (is_root() && !reason.empty()) std::fprintf(stderr, "lloyd: error: %s\n", reason.c_str());
    if (handle_ != MPI_COMM_NULL) MPI_Abort(handle_, exit_code);
    std::_Exit(exit_code);
}

}  // namespace lloyd
