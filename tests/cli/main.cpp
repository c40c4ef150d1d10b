// The main of the end-to-end tests. They start lloyd as processes, so this one stays out of MPI.
#include "support/catch_session.hpp"

int main(int argc, char** argv) { return lloyd::test::run_catch(argc, argv); }
