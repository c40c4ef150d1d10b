#include "damage/damage.hpp"

#include <algorithm>
#include <random>

namespace lloyd::test {

namespace {

class Damage {
public:
    Damage(const GoodFile& file, std::uint64_t seed, std::int64_t index)
        : file_(file), bytes_(file.bytes), random_(seed * 0x9E3779B97F4A7C15 + static_cast<std::uint64_t>(index)) {}

    std::string apply() {
        if (below(4) == 0) {
            flip_a_value();
            return bytes_;
        }
        do {
            bytes_ = file_.bytes;
            for (std::uint64_t times = 1 + below(3); times > 0; --times) apply_one();
        } while (bytes_ == file_.bytes);
        return bytes_;
    }

private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    /// Short ones are as likely as long ones.
    std::uint64_t length() { return 1 + below(std::uint64_t{1} << below(12)); }

    /// A bit and nothing else, of a small dataset as likely as of a large one.
    void flip_a_value() {
        const Range values = file_.values[below(file_.values.size())];
        bytes_[values.begin + below(values.size)] ^= static_cast<char>(1U << below(8));
    }

    std::uint64_t place() {
        if (below(4) == 0) return below(bytes_.size());
        return std::min<std::uint64_t>(file_.metadata[below(file_.metadata.size())], bytes_.size() - 1);
    }

    Range range() {
        const std::uint64_t begin = place();
        return {begin, std::min<std::uint64_t>(length(), bytes_.size() - begin)};
    }

    void fill(const Range& range, auto&& byte) {
        for (std::uint64_t i = 0; i < range.size; ++i) bytes_[range.begin + i] = static_cast<char>(byte());
    }

    void apply_one() {
        if (bytes_.empty()) return;
        switch (below(9)) {
            case 0:
            case 1:
            case 2:
                for (std::uint64_t flips = 1 + below(8); flips > 0; --flips)
                    bytes_[place()] ^= static_cast<char>(1U << below(8));
                break;
            case 3:
                fill(range(), [] { return 0; });
                break;
            case 4:
                fill(range(), [] { return 0xFF; });
                break;
            case 5:
                fill(range(), [&] { return below(256); });
                break;
            case 6:
                bytes_.resize(below(bytes_.size()));
                break;
            case 7: {  // over another place, at times one that begins where an object may
                const Range from = range();
                const std::string part = bytes_.substr(from.begin, from.size);
                const std::uint64_t to = below(2) == 0 ? place() : place() / 8 * 8;
                bytes_.replace(to, std::min<std::uint64_t>(part.size(), bytes_.size() - to), part);
                break;
            }
            case 8:  // all that follows is elsewhere
                if (const Range some = range(); below(2) == 0)
                    bytes_.erase(some.begin, some.size);
                else
                    bytes_.insert(some.begin, bytes_.substr(some.begin, some.size));
                break;
        }
    }

    const GoodFile& file_;
    std::string bytes_;
    std::mt19937_64 random_;
};

}  // namespace

std::string damaged(const GoodFile& file, std::uint64_t seed, std::int64_t index) {
    return Damage(file, seed, index).apply();
}

}  // namespace lloyd::test
