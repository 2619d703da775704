"""Reads our files of tensors and writes its own. usage: files.py FOLDER   prints {"wrong": [...]}: what is not as it should be in FOLDER/ours.*"""
import json
import struct
import sys
from pathlib import Path

import numpy
import torch

DTYPES = {"F32": numpy.float32, "F64": numpy.float64}
SHAPES = {
    "": ((), "F64"),
    ".Layers[0].W": ((300, 50), "F32"),
    ".Layers[0].B": ((50,), "F32"),
    "[größe/\"1\"]": ((2, 3, 4), "F64"),
    ".Empty": ((0, 3), "F32"),
}


def numbers(shape, dtype):
    """Element i is (i² mod 97 − 48) / 8, which both dtypes hold exactly."""
    i = numpy.arange(int(numpy.prod(shape)))
    return ((i * i % 97 - 48) / 8).astype(DTYPES[dtype]).reshape(shape)


WANTED = {name: numbers(*type) for name, type in SHAPES.items()}


def read_safetensors(path, view):
    """The form by its description: a length, a header of JSON, the elements."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header, elements = json.loads(data[8 : 8 + length]), data[8 + length :]
    header.pop("__metadata__", None)
    part = lambda x: bytearray(elements[slice(*x["data_offsets"])])
    return {name: view(part(x), x["dtype"]).reshape(x["shape"]) for name, x in header.items()}


def write_safetensors(path, tensors):
    header, at = {"__metadata__": {"format": "np"}}, 0
    for name, x in tensors.items():
        header[name] = {"dtype": {4: "F32", 8: "F64"}[x.itemsize], "shape": x.shape, "data_offsets": (at, at + x.nbytes)}
        at += x.nbytes
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(x.tobytes() for x in tensors.values()))


def by_numpy(data, dtype):
    return numpy.frombuffer(data, DTYPES[dtype])


def by_torch(data, dtype):
    kind = {"F32": torch.float32, "F64": torch.float64}[dtype]
    return torch.frombuffer(data, dtype=kind) if data else torch.empty(0, dtype=kind)


def wrong(reader, tensors):
    """The names that differ from what is wanted."""
    tensors = {name: numpy.asarray(x) for name, x in tensors.items()}
    same = lambda x, y: x.dtype == y.dtype and x.shape == y.shape and (x == y).all()
    names = [n for n in WANTED if n not in tensors or not same(tensors[n], WANTED[n])]
    return [f"{reader}: {name}" for name in names + [n for n in tensors if n not in WANTED]]


folder = Path(sys.argv[1])
found = wrong("numpy, safetensors", read_safetensors(folder / "ours.safetensors", by_numpy))
found += wrong("torch, safetensors", read_safetensors(folder / "ours.safetensors", by_torch))
with numpy.load(folder / "ours.npz", allow_pickle=False) as archive:
    found += wrong("numpy, npz", dict(archive))
write_safetensors(folder / "theirs.safetensors", WANTED)
numpy.savez(folder / "theirs.npz", **WANTED)
turned = {name: numpy.array(x, order="F") for name, x in WANTED.items()}
numpy.savez_compressed(folder / "theirs-compressed.npz", **turned)
numpy.savez(folder / "theirs-swapped.npz", **{name: x.astype(x.dtype.newbyteorder()) for name, x in WANTED.items()})
print(json.dumps({"wrong": found}))
