#pragma once

#include "lloyd/base/buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace lloyd {

/// Memory that one step hands on to the next, aligned to 64 bytes: rows are read through it, and their rounded copy
/// takes it then, so that the system clears its pages once. Copies are the same memory, which lives as long as one of
/// them; one user at a time.
class Workspace {
public:
    Workspace() = default;
    explicit Workspace(std::int64_t bytes)
        : memory_(std::make_shared<Buffer<std::byte>>(static_cast<std::size_t>(bytes))) {}

    /// Empty when there is none.
    std::span<std::byte> bytes() const { return memory_ ? memory_->span() : std::span<std::byte>(); }

private:
    std::shared_ptr<Buffer<std::byte>> memory_;
};

}  // namespace lloyd
