#include "architecture/module_table.hpp"

#include "support/catch.hpp"

using lloyd::test::ModuleTable;
using lloyd::test::read_module_table;

namespace {

const std::string head = "# Design\n\n| module | what lives there | may use |\n|---|---|---|\n";
const std::string rows =
    "| base | errors, buffers | |\n"
    "| core | kernels | base |\n"
    "| data | shards | base, core |\n"
    "| kmeans | the loop | base .. data |\n"
    "| files | all else | base, data .. kmeans |\n"
    "| cli | main | all |\n";

}  // namespace

TEST_CASE("the table says what each module may use, by name, range or all", "[architecture]") {
    const ModuleTable expected = {
        {"base", {}},
        {"core", {"base"}},
        {"data", {"base", "core"}},
        {"kmeans", {"base", "core", "data"}},
        {"files", {"base", "data", "kmeans"}},
        {"cli", {"base", "core", "data", "kmeans", "files"}},
    };
    CHECK(read_module_table(head + rows) == expected);
    CHECK(read_module_table(head + rows + "\nText.\n| utils | of another table | cli |\n") == expected);
}

TEST_CASE("a text without the table is refused", "[architecture]") {
    const std::string table = "table | module | what lives there | may use |: ";
    CHECK_THROWS_WITH(read_module_table(""), table + "there is none");
    CHECK_THROWS_WITH(read_module_table(rows), table + "there is none");
    CHECK_THROWS_WITH(read_module_table("| module | may use |\n|---|---|\n| base | |\n"), table + "there is none");
    CHECK_THROWS_WITH(read_module_table(head), table + "it has no rows");
    CHECK_THROWS_WITH(read_module_table("| module | what lives there | may use |\n" + rows),
                      table + "no |---| below its header");
}

TEST_CASE("a row that is none is refused", "[architecture]") {
    for (const std::string row : {"| utils | two cells |", "| utils | four | cells | base |", "| utils | no end | base",
                                  "Text without a gap."}) {
        CAPTURE(row);
        CHECK_THROWS_WITH(read_module_table(head + rows + row + '\n'),
                          "table | module | what lives there | may use |: not a row: " + row);
    }
    for (const std::string name : {"", "Utils!"}) {
        CAPTURE(name);
        CHECK_THROWS_WITH(read_module_table(head + rows + "| " + name + " | no name | base |\n"),
                          "module table: not the name of a module: " + name);
    }
    CHECK_THROWS_WITH(read_module_table(head + rows + "| core | again | base |\n"), "module table: two rows for core");
}

TEST_CASE("a module may use rows above only", "[architecture]") {
    const auto reading = [](const std::string& uses) {
        return read_module_table(head + "| base | | |\n| core | | base |\n| data | | " + uses +
                                 " |\n| cli | | all |\n");
    };
    CHECK(reading("base .. core").at("data").size() == 2);
    CHECK_THROWS_WITH(reading("base, cli"), "module table: no row above has the module \"cli\" of \"base, cli\"");
    CHECK_THROWS_WITH(reading("core .. base"), "module table: the range \"core .. base\" goes up");
    for (const char* uses : {"data", "base .. data", "base .. cli", "utils", "base,", "base ..", ".. core", "base core",
                             "base .. core .. core", "all, base", "base ... core"}) {
        CAPTURE(uses);
        CHECK_THROWS_AS(reading(uses), std::runtime_error);
    }
}
