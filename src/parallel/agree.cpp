#include "lloyd/parallel/agree.hpp"

#include <array>
#include <new>

namespace lloyd {

namespace {

struct Failure {
    ExitCode code = ExitCode::done;
    std::string text;
};

Failure describe(const std::exception_ptr& error) {
    if (!error) return {};
    try {
        std::rethrow_exception(error);
    } catch (const Error& e) {
        return {e.code(), e.what()};
    } catch (const std::bad_alloc&) {
        return {ExitCode::software,
                "out of memory (the data of this rank do not fit) use more ranks or fewer restarts"};
    } catch (const std::exception& e) {
        return {ExitCode::software, e.what()};
    } catch (...) {
        return {ExitCode::software, "an unknown error"};
    }
}

}  // namespace

void agree_on_error(const Communicator& comm, const std::exception_ptr& mine) {
    const Failure failure = describe(mine);
    std::array<std::int64_t, 1> first{failure.code == ExitCode::done ? -comm.size() : -comm.rank()};
    comm.max(first);
    const int rank = static_cast<int>(-first[0]);
    if (rank == comm.size()) return;

    auto code = static_cast<int>(failure.code);
    comm.broadcast(std::as_writable_bytes(std::span(&code, 1)), rank);
    throw AgreedError(static_cast<ExitCode>(code), comm.broadcast(failure.text, rank));
}

}  // namespace lloyd
