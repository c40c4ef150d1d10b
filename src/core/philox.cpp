#include "lloyd/core/philox.hpp"

#include <Random123/philox.h>

#include <unordered_set>

namespace lloyd {

RandomBits Philox::operator()(std::uint32_t a, std::uint32_t b, std::uint32_t c) const {
    const r123::Philox4x32::ctr_type counter = {{a, b, c, static_cast<std::uint32_t>(purpose_)}};
    const r123::Philox4x32::key_type key = {
        {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
    const auto words = r123::Philox4x32()(counter, key);
    return {std::uint64_t{words[0]} << 32 | words[1], std::uint64_t{words[2]} << 32 | words[3]};
}

std::int64_t below(RandomBits bits, std::int64_t bound) {
    using Wide = unsigned __int128;
    const Wide low = Wide{bits.low} * static_cast<std::uint64_t>(bound);
    const Wide high = Wide{bits.high} * static_cast<std::uint64_t>(bound) + (low >> 64);
    return static_cast<std::int64_t>(high >> 64);
}

std::vector<std::int64_t> sample_rows(const Philox& random, std::uint32_t stream, std::int64_t rows,
                                      std::int64_t count) {
    std::vector<std::int64_t> sample;
    std::unordered_set<std::int64_t> taken;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t last = rows - count + i;
        const auto counter = static_cast<std::uint64_t>(i);
        const std::int64_t drawn = below(
            random(stream, static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32)), last + 1);
        sample.push_back(taken.insert(drawn).second ? drawn : (taken.insert(last), last));
    }
    return sample;
}

}  // namespace lloyd
