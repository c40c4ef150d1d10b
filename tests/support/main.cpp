// The main of every test executable, alone or under mpiexec.
// MPI lives once around the Catch session. Rank 0 reports; a failed assertion on any rank ends the job
// at once, for after it the ranks may sit in different collectives. The exit code is agreed.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_EXTERNAL_INTERFACES  // listeners
#endif
#include "lloyd/parallel/session.hpp"
#include "support/catch.hpp"
#include "support/catch_session.hpp"
#include "support/world.hpp"

#include <array>
#include <cstdio>
#include <iostream>
#include <optional>
#include <sstream>

namespace lloyd::test {
namespace {

std::optional<Communicator> world_;

#if __has_include(<catch2/catch_all.hpp>)
using ListenerBase = Catch::EventListenerBase;
using Ended = void;
#else
using ListenerBase = Catch::TestEventListenerBase;
using Ended = bool;
#endif

struct FailTogether : ListenerBase {
    using ListenerBase::ListenerBase;

    Ended assertionEnded(const Catch::AssertionStats& stats) override {
        const auto& result = stats.assertionResult;
        if (world_->size() > 1 && !result.isOk()) {
            std::ostringstream text;
            text << "[rank " << world_->rank() << '/' << world_->size() << "] " << result.getSourceInfo()
                 << ": FAILED: " << result.getExpression() << "  (" << result.getExpandedExpression() << ") "
                 << result.getMessage();
            for (const auto& message : stats.infoMessages) text << "\n    with: " << message.message;
            std::cerr << text.str() << std::endl;
            world_->abort(1);
        }
        return Ended(true);
    }

    // A rank that left a test case early is noticed here and not in the next case's collective.
    void testCaseEnded(const Catch::TestCaseStats&) override { world_->barrier(); }
};

CATCH_REGISTER_LISTENER(FailTogether)

int run(int argc, char** argv) {
    std::ostringstream silenced;
    std::streambuf* saved = world_->is_root() ? nullptr : std::cout.rdbuf(silenced.rdbuf());
    const int mine = run_catch(argc, argv);
    if (saved != nullptr) std::cout.rdbuf(saved);
    std::array<std::int64_t, 1> worst{mine};
    world_->max(worst);
    return worst[0] > 255 ? 255 : static_cast<int>(worst[0]);
}

}  // namespace

const Communicator& world() { return *world_; }

}  // namespace lloyd::test

int main(int argc, char** argv) {
    const lloyd::MpiSession session(argc, argv);
    lloyd::test::world_.emplace(session.world());
    return lloyd::test::run(argc, argv);
}
