#include "lloyd/files/result_file.hpp"

#include <algorithm>
#include <span>

namespace lloyd {

PhaseSummary summarize(const Communicator& comm, const PhaseTimes& mine) {
    const std::vector<PhaseTimes> all = comm.all_gather(std::span(&mine, 1));
    PhaseSummary summary{.min = all.front(), .mean = {}, .max = all.front()};
    for (const PhaseField& phase : phase_fields) {
        const auto member = phase.seconds;
        for (const PhaseTimes& times : all) {
            summary.min.*member = std::min(summary.min.*member, times.*member);
            summary.max.*member = std::max(summary.max.*member, times.*member);
            summary.mean.*member += times.*member / static_cast<double>(all.size());
        }
    }
    return summary;
}

}  // namespace lloyd
