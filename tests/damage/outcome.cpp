#include "damage/outcome.hpp"

#include "lloyd/base/error.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

namespace lloyd::test {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

void set_limit(int resource, rlim_t most) {
    const rlimit value{most, most};
    setrlimit(resource, &value);
}

Ending ending_of(const std::function<std::string()>& step) {
    try {
        return {Outcome::accepted, step()};
    } catch (const Error& error) {
        const bool is_refusal = error.code() == ExitCode::data || error.code() == ExitCode::io;
        return {is_refusal ? Outcome::refused : Outcome::failed, error.what()};
    } catch (const std::exception& error) {
        return {Outcome::failed, error.what()};
    }
}

/// The outcome as one byte, then the text.
[[noreturn]] void run(const std::function<std::string()>& step, const Limits& limits, int to_parent) {
    if (!is_sanitized) set_limit(RLIMIT_AS, limits.address_space);
    set_limit(RLIMIT_CORE, 0);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);  // the C library's last words
    alarm(limits.seconds);
    const Ending ending = ending_of(step);
    const std::string message = static_cast<char>(ending.outcome) + ending.text;
    std::size_t sent = 0;
    while (sent < message.size()) {
        const ssize_t some = write(to_parent, message.data() + sent, message.size() - sent);
        if (some <= 0) break;
        sent += static_cast<std::size_t>(some);
    }
    _exit(0);
}

}  // namespace

Ending run_in_child(const std::function<std::string()>& step, const Limits& limits) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) fail(ExitCode::software, "cannot make a pipe: {}", std::strerror(errno));
    const pid_t child = fork();
    if (child < 0) fail(ExitCode::software, "cannot start a process: {}", std::strerror(errno));
    if (child == 0) run(step, limits, ends[1]);
    close(ends[1]);

    std::string message;
    std::array<char, 4096> part;
    for (ssize_t some = 0; (some = read(ends[0], part.data(), part.size())) > 0;)
        message.append(part.data(), static_cast<std::size_t>(some));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
        return {WTERMSIG(status) == SIGALRM ? Outcome::hung : Outcome::crashed, strsignal(WTERMSIG(status))};
    if (message.empty()) return {Outcome::crashed, "exit without an outcome"};
    return {static_cast<Outcome>(message[0]), message.substr(1)};
}

}  // namespace lloyd::test
