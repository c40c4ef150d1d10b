#pragma once

#include <cstdint>
#include <ostream>

/// MPI calls by count, for executables that link counted_messages: collective ones and sends.
namespace lloyd::test {

/// Of this rank, and what its Allreduces carried.
struct Calls {
    std::int64_t allreduces = 0;
    std::int64_t allreduced_bytes = 0;
    std::int64_t others = 0;

    friend bool operator==(const Calls&, const Calls&) = default;
    friend Calls operator-(const Calls& a, const Calls& b) {
        return {a.allreduces - b.allreduces, a.allreduced_bytes - b.allreduced_bytes, a.others - b.others};
    }
    friend std::ostream& operator<<(std::ostream& out, const Calls& calls) {
        return out << calls.allreduces << " Allreduces of " << calls.allreduced_bytes << " bytes, " << calls.others
                   << " others";
    }
};

/// Since the start.
Calls calls();

}  // namespace lloyd::test
