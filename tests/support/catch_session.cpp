// Catch2 itself, where it comes as a header: compiled once, for all mains.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_RUNNER
#endif
#include "support/catch_session.hpp"

#include "support/catch.hpp"

namespace lloyd::test {

int run_catch(int argc, char** argv) { return Catch::Session().run(argc, argv); }

}  // namespace lloyd::test
