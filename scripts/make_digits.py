#!/usr/bin/env python3
"""Writes data/digits.h5 from scikit-learn's copy of the data. Needs scikit-learn and h5py.

The file is in the repository; this says how it came to be, and gives the same bytes again.

/X       (1797, 64) uint8   8 x 8 pixels, row by row, 0 to 16
/labels  (1797)     int32   the digit each image shows
"""

import pathlib

import h5py
import numpy as np
from sklearn.datasets import load_digits

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "data" / "digits.h5"

ATTRIBUTES = {
    "title": "Optical Recognition of Handwritten Digits, test set",
    "creator": "E. Alpaydin, C. Kaynak (1998)",
    "source": "UCI Machine Learning Repository, https://doi.org/10.24432/C50P49",
    "obtained_from": "sklearn.datasets.load_digits",
    "license": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
}


def set_text(target, name, text):
    """A fixed-length UTF-8 string, which every HDF5 tool shows."""
    target.attrs.create(name, text, dtype=h5py.string_dtype("utf-8", len(text.encode())))


def add(file, name, values, long_name, units):
    dataset = file.create_dataset(name, data=values, track_times=False)
    set_text(dataset, "long_name", long_name)
    set_text(dataset, "units", units)


def main():
    digits = load_digits()
    pixels = digits.data.astype(np.uint8)
    assert (pixels == digits.data).all() and pixels.shape == (1797, 64) and pixels.max() == 16
    with h5py.File(OUTPUT, "w", libver="earliest") as file:
        for name, text in ATTRIBUTES.items():
            set_text(file, name, text)
        add(file, "X", pixels, "dark dots in each 4 x 4 cell of a 32 x 32 bitmap, 8 x 8 cells row by row", "counts")
        add(file, "labels", digits.target.astype(np.int32), "digit shown", "1")


if __name__ == "__main__":
    main()
