#pragma once

#include "lloyd/parallel/communicator.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace lloyd::test {

/// A directory of its own for a test, on all ranks the same; removed with all that is in it.
class TemporaryDirectory {
public:
    explicit TemporaryDirectory(const Communicator& comm = Communicator::serial()) : comm_(comm) {
        std::string name = (std::filesystem::temp_directory_path() / "lloyd-test-XXXXXX").string();
        if (comm_.is_root() && mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
        path_ = comm_.broadcast(name);
    }
    ~TemporaryDirectory() {
        comm_.barrier();
        std::error_code ignored;
        if (comm_.is_root()) std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    std::string path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

    /// Names of all files in it, in order.
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(path_)) names.push_back(entry.path().filename());
        std::sort(names.begin(), names.end());
        return names;
    }

private:
    Communicator comm_;
    std::string path_;
};

}  // namespace lloyd::test
