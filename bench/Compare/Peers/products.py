"""Times PyTorch's matrix products. usage: products.py M,K,N,f32|f64 ...   prints {"microseconds": {name: median}}"""
import json
import sys
import time

import torch

torch.set_num_threads(1)
TYPES = {"f32": torch.float32, "f64": torch.float64}
BATCH = 20


def median_microseconds(m, k, n, dtype, seconds=0.5):
    a, b, c = (torch.randn(r, s, dtype=dtype) for r, s in ((m, k), (k, n), (m, n)))
    for _ in range(50):
        torch.matmul(a, b, out=c)
    times, start = [], time.perf_counter()
    while time.perf_counter() - start < seconds:
        t = time.perf_counter()
        for _ in range(BATCH):
            torch.matmul(a, b, out=c)
        times.append((time.perf_counter() - t) / BATCH)
    return sorted(times)[len(times) // 2] * 1e6


def measure(name):
    m, k, n, dtype = name.split(",")
    return median_microseconds(int(m), int(k), int(n), TYPES[dtype])


print(json.dumps({"microseconds": {name: measure(name) for name in sys.argv[1:]}}))
