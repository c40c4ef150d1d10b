// For tests of more ranks than cores: a rank that waits for others gives them its core. Open MPI's ranks do so when asked
// (mpi_yield_when_idle), MPICH's spin until the kernel takes the core. So the launcher puts this library before MPICH's: the
// collective calls that Communicator makes, each started and then tested with a yield between.
#include <mpi.h>

#include <sched.h>

namespace {

int wait(int code, MPI_Request& request) {
    int is_done = 0;
    while (code == MPI_SUCCESS && is_done == 0) {
        code = PMPI_Test(&request, &is_done, MPI_STATUS_IGNORE);
        if (is_done == 0) sched_yield();
    }
    return code;
}

}  // namespace

extern "C" {

int MPI_Allreduce(const void* send, void* receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
    MPI_Request request = MPI_REQUEST_NULL;
    return wait(PMPI_Iallreduce(send, receive, count, type, op, comm, &request), request);
}

int MPI_Exscan(const void* send, void* receive, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
    MPI_Request request = MPI_REQUEST_NULL;
    return wait(PMPI_Iexscan(send, receive, count, type, op, comm, &request), request);
}

int MPI_Bcast(void* values, int count, MPI_Datatype type, int root, MPI_Comm comm) {
    MPI_Request request = MPI_REQUEST_NULL;
    return wait(PMPI_Ibcast(values, count, type, root, comm, &request), request);
}

int MPI_Allgather(const void* send, int sent, MPI_Datatype send_type, void* receive, int received,
                  MPI_Datatype receive_type, MPI_Comm comm) {
    MPI_Request request = MPI_REQUEST_NULL;
    return wait(PMPI_Iallgather(send, sent, send_type, receive, received, receive_type, comm, &request), request);
}

int MPI_Allgatherv(const void* send, int sent, MPI_Datatype send_type, void* receive, const int* received,
                   const int* displacements, MPI_Datatype receive_type, MPI_Comm comm) {
    MPI_Request request = MPI_REQUEST_NULL;
    return wait(PMPI_Iallgatherv(send, sent, send_type, receive, received, displacements, receive_type, comm, &request),
                request);
}

int MPI_Barrier(MPI_Comm comm) {
    MPI_Request request = MPI_REQUEST_NULL;
    return wait(PMPI_Ibarrier(comm, &request), request);
}

}  // extern "C"
