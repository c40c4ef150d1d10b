#pragma once

#include "lloyd/base/error.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <exception>
#include <optional>
#include <type_traits>

namespace lloyd {

/// An Error that every rank throws, from the same collective step: nobody waits for anybody. Any other
/// error is this rank's alone.
class AgreedError : public Error {
    using Error::Error;
};

/// Any exception as an Error: those that are none end in code software, and out of memory says what to do.
Error as_error(const std::exception_ptr& error);

/// Collective. Throws the same AgreedError on every rank when any rank brings an error
/// (that of the lowest such rank), else returns everywhere.
void agree_on_error(const Communicator& comm, const std::exception_ptr& mine);

/// Runs a step that works on this rank alone, then agrees: a rank never fails by itself, and
/// none goes on to a collective call that another will not reach. The step itself must not
/// communicate.
template <class Step>
auto agree(const Communicator& comm, Step&& step) {
    using Result = std::invoke_result_t<Step>;
    std::exception_ptr error;
    if constexpr (std::is_void_v<Result>) {
        try {
            step();
        } catch (...) {
            error = std::current_exception();
        }
        agree_on_error(comm, error);
    } else {
        std::optional<Result> result;
        try {
            result.emplace(step());
        } catch (...) {
            error = std::current_exception();
        }
        agree_on_error(comm, error);
        return std::move(*result);
    }
}

}  // namespace lloyd
