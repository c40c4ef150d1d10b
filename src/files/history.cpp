#include "files/history.hpp"

#include "files/attribute.hpp"
#include "files/dataset.hpp"

#include <hdf5_hl.h>

#include <numeric>
#include <vector>

namespace lloyd {

namespace {

using hdf5::check;
using hdf5::Handle;
using hdf5::write_attribute;

void attach_scale(hid_t file, const std::string& path, hid_t scale) {
    const Handle dataset = hdf5::open_dataset(file, path);
    check(H5DSattach_scale(dataset, scale, 0), "attach the scale of " + path);
}

}  // namespace

void write_history(hid_t file, const History& history) {
    hdf5::write_dataset(file, "/history/inertia", history.inertia,
                        {.long_name = "inertia before the centres moved", .units = "input^2"});
    hdf5::write_dataset(file, "/history/center_shift", history.center_shift,
                        {.long_name = "sum of squared distances the centres moved", .units = "input^2"});
    hdf5::write_dataset(file, "/history/labels_changed", history.labels_changed,
                        {.long_name = "rows that changed their cluster", .units = "1"});

    std::vector<std::int64_t> iterations(history.inertia.size());
    std::iota(iterations.begin(), iterations.end(), 1);
    hdf5::write_dataset(file, "/history/iteration", iterations,
                        {.long_name = "iteration, counted from 1", .units = "1"});
    const Handle scale = hdf5::open_dataset(file, "/history/iteration");
    check(H5DSset_scale(scale, "iteration"), "make a dimension scale");
    for (const char* path : {"/history/inertia", "/history/center_shift", "/history/labels_changed"})
        attach_scale(file, path, scale);

    write_attribute(file, "NX_class", "NXroot");
    write_attribute(file, "default", "history");
    const Handle group{check(H5Gopen2(file, "/history", H5P_DEFAULT), "open /history"), H5Gclose};
    write_attribute(group, "NX_class", "NXdata");
    write_attribute(group, "signal", "inertia");
    write_attribute(group, "auxiliary_signals", std::vector<std::string>{"center_shift", "labels_changed"});
    write_attribute(group, "axes", "iteration");
}

}  // namespace lloyd
