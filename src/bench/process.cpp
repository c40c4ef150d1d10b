#include "bench/process.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/base/stopwatch.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace lloyd {

namespace {

[[noreturn]] void fail_to_start(const std::string& program, int error) {
    fail(ExitCode::software,
         "cannot start {}: {} (the driver runs every layout as a process of its own) "
         "install it or choose another --launcher",
         program, std::strerror(error));
}

/// Both ends close on exec: the child duplicates the one it keeps.
class Pipe {
public:
    Pipe() {
        if (pipe2(ends_.data(), O_CLOEXEC) != 0)
            fail(ExitCode::software, "cannot make a pipe: {}", std::strerror(errno));
    }
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int reader() const { return ends_[0]; }
    int writer() const { return ends_[1]; }
    void close_reader() { close_end(0); }
    void close_writer() { close_end(1); }

private:
    void close_end(std::size_t end) {
        if (ends_[end] >= 0) close(ends_[end]);
        ends_[end] = -1;
    }

    std::array<int, 2> ends_{-1, -1};
};

/// For exec: null-terminated pointers into `words`.
std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> list;
    for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
    list.push_back(nullptr);
    return list;
}

std::vector<std::string> environment_with(const std::vector<std::string>& variables) {
    std::vector<std::string> all = variables;
    for (char** variable = environ; *variable != nullptr; ++variable) all.emplace_back(*variable);
    return all;
}

/// Appends what can be read. False at the end of the stream.
bool drain(const Pipe& pipe, std::string& text) {
    std::array<char, 65536> block;
    const ssize_t bytes = read(pipe.reader(), block.data(), block.size());
    if (bytes > 0) text.append(block.data(), static_cast<std::size_t>(bytes));
    return bytes > 0 || (bytes < 0 && errno == EINTR);
}

/// Reads both until both have ended, whichever speaks first, so that neither pipe fills up.
void drain_both(Pipe& output, Pipe& errors, ProcessOutcome& outcome) {
    std::array<pollfd, 2> streams{{{output.reader(), POLLIN, 0}, {errors.reader(), POLLIN, 0}}};
    while (streams[0].fd >= 0 || streams[1].fd >= 0) {
        if (poll(streams.data(), streams.size(), -1) < 0) continue;
        if (streams[0].revents != 0 && !drain(output, outcome.output)) streams[0].fd = -1;
        if (streams[1].revents != 0 && !drain(errors, outcome.errors)) streams[1].fd = -1;
    }
}

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

ProcessOutcome run_process(const std::vector<std::string>& command, const std::vector<std::string>& variables) {
    const std::vector<char*> arguments = pointers(command);
    const std::vector<std::string> environment = environment_with(variables);
    const std::vector<char*> environment_pointers = pointers(environment);
    Pipe output;
    Pipe errors;
    Pipe exec_error;  // carries errno when exec fails, and just closes when it does not

    const Stopwatch watch;
    const pid_t child = fork();
    if (child < 0) fail_to_start(command.front(), errno);
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
        dup2(output.writer(), STDOUT_FILENO);
        dup2(errors.writer(), STDERR_FILENO);
        execvpe(arguments.front(), arguments.data(), environment_pointers.data());
        const int error = errno;
        const ssize_t written = write(exec_error.writer(), &error, sizeof error);
        _exit(written == sizeof error ? 127 : 126);
    }
    output.close_writer();
    errors.close_writer();
    exec_error.close_writer();

    ProcessOutcome outcome;
    drain_both(output, errors, outcome);
    outcome.exit_code = wait_for(child);
    outcome.seconds = watch.seconds();
    int error = 0;
    if (read(exec_error.reader(), &error, sizeof error) == sizeof error) fail_to_start(command.front(), error);
    return outcome;
}

}  // namespace lloyd
