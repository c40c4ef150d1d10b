#pragma once

#include "cli/command.hpp"
#include "cli/options.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace lloyd::cli {

/// True on the one process of a parallel launch that talks: rank 0, known from the launcher's environment
/// and so before MPI starts; a process started alone always does.
bool is_first_process();

/// "lloyd: error: TEXT" on stderr.
void print_error(const std::string& text);

/// False when something that was said on stdout could not be written.
bool flush_output();

/// What a command says while it runs. Only the root's console says anything; results go to
/// stdout, everything else to stderr, in plain text without colours. All of it is UTF-8, whatever bytes names have.
class Console {
public:
    Console(const Communicator& comm, const ReportOptions& options);

    bool speaks() const { return speaks_ && !quiet_; }

    void note(const std::string& text) const;
    void warning(const std::string& text) const;
    /// The summary for people, not said with --quiet or --json.
    void summary(const std::string& text) const;
    /// The JSON document, said with --json only: in one line, or with this many spaces a level.
    void json(const nlohmann::ordered_json& document, int indent = -1) const;

private:
    bool speaks_;
    bool json_;
    bool quiet_;
};

}  // namespace lloyd::cli
