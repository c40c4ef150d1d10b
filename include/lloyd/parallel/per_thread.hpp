#pragma once

#include "lloyd/parallel/team.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace lloyd {

/// sum += term; element by element where that is not defined.
template <class Value>
void add_to(Value& sum, const Value& term) {
    if constexpr (requires { sum += term; })
        sum += term;
    else
        for (std::size_t i = 0; i < sum.size(); ++i) add_to(sum[i], term[i]);
}

/// One value for each thread, in cache lines of its own: what it works with, or what it has found.
template <class Value>
class PerThread {
public:
    /// make(): called by each thread, so that the allocator keeps its memory apart from other threads'.
    template <class Make>
    requires std::is_invocable_r_v<Value, Make> PerThread(const Team& team, Make&& make)
        : slots_(static_cast<std::size_t>(team.size())) {
        team.run([&](int thread) { slots_[static_cast<std::size_t>(thread)].value.emplace(make()); });
    }
    PerThread(const Team& team, const Value& value) : PerThread(team, [&] { return value; }) {}

    Value& operator[](int thread) { return *slots_[static_cast<std::size_t>(thread)].value; }
    const Value& operator[](int thread) const { return *slots_[static_cast<std::size_t>(thread)].value; }

    /// body(value) for one thread's after another.
    template <class Body>
    void for_each(Body&& body) {
        for (Slot& slot : slots_) body(*slot.value);
    }
    template <class Body>
    void for_each(Body&& body) const {
        for (const Slot& slot : slots_) body(*slot.value);
    }

    /// combine(total, value) in the order of threads; the total begins as the first thread's.
    template <class Combine>
    Value reduce(Combine&& combine) const {
        Value total = *slots_.front().value;
        for (std::size_t thread = 1; thread < slots_.size(); ++thread) combine(total, *slots_[thread].value);
        return total;
    }
    Value sum() const { return reduce(add_to<Value>); }
    /// Of a member, or what else a projection makes of each value.
    template <class Projection>
    auto sum(Projection projection) const {
        auto total = std::remove_cvref_t<std::invoke_result_t<Projection, const Value&>>(
            std::invoke(projection, *slots_.front().value));
        for (std::size_t thread = 1; thread < slots_.size(); ++thread)
            add_to(total, std::invoke(projection, *slots_[thread].value));
        return total;
    }

private:
    struct alignas(64) Slot {
        std::optional<Value> value;
    };
    std::vector<Slot> slots_;
};

}  // namespace lloyd
