#pragma once

namespace lloyd::test {

/// Runs the test cases of an executable as its arguments say; returns Catch2's exit code.
int run_catch(int argc, char** argv);

}  // namespace lloyd::test
