#include "lloyd/bench/report.hpp"

namespace lloyd {

std::vector<double> LayoutSamples::training_seconds() const {
    std::vector<double> seconds;
    for (const BenchSample& sample : samples) seconds.push_back(sample.times.max.training);
    return seconds;
}

std::vector<double> LayoutSamples::process_seconds() const {
    std::vector<double> seconds;
    for (const BenchSample& sample : samples) seconds.push_back(sample.process_seconds);
    return seconds;
}

}  // namespace lloyd
