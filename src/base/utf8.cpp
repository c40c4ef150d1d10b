#include "lloyd/base/utf8.hpp"

#include <cstddef>

namespace lloyd {

namespace {

struct Sequence {
    std::size_t bytes = 1;
    bool is_character = false;
};

/// Bytes of the character that begins with this one; 1 when none does.
std::size_t length_after(unsigned char lead) {
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 1;
}

/// The character that a text begins with, or the bytes that might have become one (Unicode 16, table 3-7).
Sequence first_sequence(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = length_after(lead);
    // The second byte rules out longer forms than needed, surrogates, and what is beyond U+10FFFF.
    unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    std::size_t bytes = 1;
    for (; bytes < length && bytes < text.size(); ++bytes) {
        const auto next = static_cast<unsigned char>(text[bytes]);
        if (next < least || next > most) break;
        least = 0x80;
        most = 0xBF;
    }
    return {bytes, bytes == length && (length > 1 || lead < 0x80)};
}

}  // namespace

std::string to_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const Sequence first = first_sequence(text);
        valid += first.is_character ? text.substr(0, first.bytes) : "\xEF\xBF\xBD";
        text.remove_prefix(first.bytes);
    }
    return valid;
}

}  // namespace lloyd
