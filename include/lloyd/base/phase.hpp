#pragma once

#include <array>
#include <cstddef>

namespace lloyd {

/// The parts of a run, for whoever divides it.
enum class Phase { read, tile, seed, iterate, metrics, checkpoint, write };

struct PhaseName {
    Phase phase;
    const char* name;
};
inline constexpr std::array phase_names{
    PhaseName{Phase::read, "read"},       PhaseName{Phase::tile, "tile"},
    PhaseName{Phase::seed, "seed"},       PhaseName{Phase::iterate, "iterate"},
    PhaseName{Phase::metrics, "metrics"}, PhaseName{Phase::checkpoint, "checkpoint"},
    PhaseName{Phase::write, "write"},
};

/// A value for each phase.
template <class Value>
class ByPhase {
public:
    Value& operator[](Phase phase) { return values_[static_cast<std::size_t>(phase)]; }
    const Value& operator[](Phase phase) const { return values_[static_cast<std::size_t>(phase)]; }

private:
    std::array<Value, phase_names.size()> values_{};
};

}  // namespace lloyd
