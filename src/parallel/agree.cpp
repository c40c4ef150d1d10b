#include "lloyd/parallel/agree.hpp"

#include <array>
#include <new>

namespace lloyd {

Error as_error(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const Error& e) {
        return e;
    } catch (const std::bad_alloc&) {
        return {ExitCode::software,
                "out of memory (the data of this rank do not fit) use more ranks or fewer restarts"};
    } catch (const std::exception& e) {
        return {ExitCode::software, e.what()};
    } catch (...) {
        return {ExitCode::software, "an unknown error"};
    }
}

void agree_on_error(const Communicator& comm, const std::exception_ptr& mine) {
    std::array<std::int64_t, 1> first{mine ? -comm.rank() : -comm.size()};
    comm.max(first);
    const int rank = static_cast<int>(-first[0]);
    if (rank == comm.size()) return;

    const Error error = mine ? as_error(mine) : Error(ExitCode::done, "");
    auto code = static_cast<int>(error.code());
    comm.broadcast(std::as_writable_bytes(std::span(&code, 1)), rank);
    throw AgreedError(static_cast<ExitCode>(code), comm.broadcast(std::string(error.what()), rank));
}

}  // namespace lloyd
