// Collective calls and sends of an executable that links this go through here first (MPI's profiling interface).
#include "support/counted_messages.hpp"

#include <mpi.h>

namespace lloyd::test {

namespace {
Calls counted;
}

Calls calls() { return counted; }

}  // namespace lloyd::test

using lloyd::test::counted;

extern "C" {

int MPI_Allreduce(const void* from, void* to, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
    int value_bytes = 0;
    PMPI_Type_size(type, &value_bytes);
    ++counted.allreduces;
    counted.allreduced_bytes += std::int64_t{count} * value_bytes;
    return PMPI_Allreduce(from, to, count, type, op, comm);
}

int MPI_Iallreduce(const void* from, void* to, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm,
                   MPI_Request* request) {
    ++counted.others;
    return PMPI_Iallreduce(from, to, count, type, op, comm, request);
}

int MPI_Reduce(const void* from, void* to, int count, MPI_Datatype type, MPI_Op op, int root, MPI_Comm comm) {
    ++counted.others;
    return PMPI_Reduce(from, to, count, type, op, root, comm);
}

int MPI_Exscan(const void* from, void* to, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
    ++counted.others;
    return PMPI_Exscan(from, to, count, type, op, comm);
}

int MPI_Bcast(void* data, int count, MPI_Datatype type, int root, MPI_Comm comm) {
    ++counted.others;
    return PMPI_Bcast(data, count, type, root, comm);
}

int MPI_Allgather(const void* from, int count, MPI_Datatype type, void* to, int to_count, MPI_Datatype to_type,
                  MPI_Comm comm) {
    ++counted.others;
    return PMPI_Allgather(from, count, type, to, to_count, to_type, comm);
}

int MPI_Allgatherv(const void* from, int count, MPI_Datatype type, void* to, const int* to_counts, const int* begins,
                   MPI_Datatype to_type, MPI_Comm comm) {
    ++counted.others;
    return PMPI_Allgatherv(from, count, type, to, to_counts, begins, to_type, comm);
}

int MPI_Barrier(MPI_Comm comm) {
    ++counted.others;
    return PMPI_Barrier(comm);
}

int MPI_Send(const void* data, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm) {
    ++counted.others;
    return PMPI_Send(data, count, type, to, tag, comm);
}

int MPI_Isend(const void* data, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm, MPI_Request* request) {
    ++counted.others;
    return PMPI_Isend(data, count, type, to, tag, comm, request);
}
}
