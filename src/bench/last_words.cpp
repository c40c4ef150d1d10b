#include "bench/last_words.hpp"

#include <sstream>

namespace lloyd {

namespace {

/// Open MPI's boxes have dashes, those of Hydra equals signs.
bool is_edge(const std::string& line) {
    return line.size() > 20 &&
           (line.find_first_not_of('-') == std::string::npos || line.find_first_not_of('=') == std::string::npos);
}

std::string without_boxes(const std::string& text) {
    std::string rest;
    bool in_box = false;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (is_edge(line)) {
            in_box = !in_box;
        } else if (!in_box) {
            rest += line + '\n';
        }
    }
    return rest;
}

std::string trimmed(const std::string& text) { return text.substr(0, text.find_last_not_of(" \n") + 1); }

}  // namespace

std::string last_words(const std::string& errors, int lines) {
    std::string text = trimmed(without_boxes(errors));
    if (text.empty()) text = trimmed(errors);
    if (text.empty()) return "(none)";
    std::size_t begin = text.size();
    for (int line = 0; line < lines && begin != std::string::npos && begin > 0; ++line)
        begin = text.rfind('\n', begin - 1);
    return begin == std::string::npos ? text : text.substr(begin + 1);
}

std::string refusal_of_launcher(const std::string& errors) {
    // As Open MPI 4.1.4, 5.0.7 and 6.0.0rc2 say it.
    if (errors.find("not enough slots") == std::string::npos) return "";
    return "mpirun has fewer slots than there are cores (it started no rank) give its hostfile or the job more slots, "
           "or bench fewer cores by taskset";
}

}  // namespace lloyd
