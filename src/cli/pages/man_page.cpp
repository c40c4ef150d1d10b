#include "cli/pages/man_page.hpp"

#include "cli/pages/exit_codes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lloyd::cli {

namespace {

constexpr const char* description = R"(.SH DESCRIPTION
Reads rows from HDF5 files or makes them, shards them over the ranks that
.BR mpirun (1)
or
.BR srun (1)
started, and writes HDF5 files.
The same input, options and seed give the same bits for any number of ranks and
threads.
Of an option that is given twice the last counts.
.SH OPTIONS
)";

constexpr const char* end_matter = R"(.TP
.B OMP_NUM_THREADS
threads of a rank, where
.B \-\-threads
is not given
.SH FILES
Where lloyd is installed:
.TP
.I share/doc/lloyd/FORMAT.md
every dataset and attribute of the files that lloyd writes
.TP
.I share/doc/lloyd/README.md
how to use it on a workstation and on a cluster
.TP
.I share/lloyd/slurm
batch scripts to start from
.SH SEE ALSO
.BR mpirun (1),
.BR srun (1),
.BR h5ls (1),
.BR h5dump (1)
)";

/// Text that groff takes for itself: no escapes, no hyphens in place of minus, no requests at the start of a line.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char letter : text) {
        if (letter == '\\')
            result += "\\e";
        else if (letter == '-')
            result += "\\-";
        else if (letter == '`')
            result += "";
        else
            result += letter;
    }
    const bool is_request = result.starts_with('.') || result.starts_with('\'');
    return is_request ? "\\&" + result : result;
}

/// "--tol FLOAT", the name in bold and what it takes in italics.
std::string heading(const OptionText& option) {
    std::vector<std::string> names;
    for (const std::string& name : option.names) names.push_back(fmt::format("\\fB{}\\fR", escaped(name)));
    std::string text = fmt::format("{}", fmt::join(names, ", "));
    if (option.is_argument)
        return fmt::format("\\fI{}\\fR{}", escaped(option.names[0]), option.is_repeated ? "...\\&" : "");
    return option.value.empty() ? text : fmt::format("{} \\fI{}\\fR", text, escaped(option.value));
}

std::string list_of(const std::vector<OptionText>& options) {
    std::string text;
    for (const OptionText& option : options) {
        text += fmt::format(".TP\n{}\n{}", heading(option), escaped(option.meaning));
        if (!option.choices.empty() && !option.is_file)
            text += escaped(fmt::format(": {}", fmt::join(option.choices, ", ")));
        if (option.is_required) text += " (required)";
        if (!option.default_value.empty()) text += fmt::format(" [{}]", escaped(option.default_value));
        text += "\n";
    }
    return text;
}

std::string synopsis_of(const CommandText& program, const CommandText& command) {
    std::string text = fmt::format(".B {} {}\n", program.name, command.name);
    for (const OptionText& option : command.options)
        if (option.is_required || option.is_argument) {
            const std::string shown = option.is_argument ? heading(option)
                                                         : fmt::format("\\fB{}\\fR \\fI{}\\fR",
                                                                       escaped(option.names[0]), escaped(option.value));
            text += option.is_required ? shown + "\n" : fmt::format("[{}]\n", shown);
        }
    return text + "[options]\n";
}

}  // namespace

std::string man_page(const CommandText& program, const std::string& version, const std::string& date) {
    std::string text = fmt::format(".TH LLOYD 1 {} \"lloyd {}\"\n", date, version);
    const std::string meaning = program.meaning.substr(program.meaning.find(": ") + 2);
    text += fmt::format(".SH NAME\nlloyd \\- {}\n.SH SYNOPSIS\n", escaped(meaning));
    std::string between;
    for (const CommandText& command : program.commands) {
        text += between + synopsis_of(program, command);
        between = ".br\n";
    }
    text += description;
    text += list_of(program.options);
    for (const CommandText& command : program.commands) {
        text += fmt::format(".SS {} {}\n{}\n", program.name, command.name, escaped(command.meaning));
        text += list_of(command.options);
    }
    text += ".SH EXIT STATUS\nAll ranks agree on one.\n";
    for (const auto& [code, code_meaning] : exit_code_texts())
        text += fmt::format(".TP\n.B {}\n{}\n", code, escaped(code_meaning));
    text += ".SH EXAMPLES\n.nf\n";
    for (const CommandText& command : program.commands)
        for (const std::string& example : command.examples) text += escaped(example) + "\n";
    text += ".fi\n.SH ENVIRONMENT\n";
    for (const CommandText& command : program.commands)
        for (const OptionText& option : command.options)
            if (!option.variable.empty())
                text += fmt::format(".TP\n.B {}\nstands for\n.B {}\nof\n.B {} {}\n", option.variable,
                                    escaped(option.names.back()), program.name, command.name);
    return text + end_matter;
}

}  // namespace lloyd::cli
