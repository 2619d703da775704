"""Times PyTorch's Darknet-53 on an image of 256 x 256 on one core; numbers on standard input as bench/reference/darknet53.c reads them.
usage: darknet53.py SECONDS   prints {"answers": [probabilities], "microseconds": median}"""
import json
import sys
import time

import torch
from torch.nn import functional

torch.set_num_threads(1)
numbers = torch.frombuffer(bytearray(sys.stdin.buffer.read()), dtype=torch.float32)
at = 0


def take(*shape):
    global at
    size = torch.Size(shape).numel()
    at += size
    return numbers[at - size:at].reshape(shape).clone()


def convolution(inputs, outputs, size, stride=1):
    bias, scale, mean, variance = (take(outputs) for _ in range(4))
    weights = take(outputs, inputs, size, size)

    def layer(x):
        x = functional.conv2d(x, weights, stride=stride, padding=size // 2)
        x = functional.batch_norm(x, mean, variance, scale, bias, training=False, eps=1e-5)
        return functional.leaky_relu(x, 0.1, inplace=True)

    return layer


def residual(channels):
    first, second = convolution(channels, channels // 2, 1), convolution(channels // 2, channels, 3)
    return lambda x: x + second(first(x))


layers, width = [convolution(3, 32, 3)], 32
for blocks in (1, 2, 8, 8, 4):
    layers.append(convolution(width, 2 * width, 3, 2))
    width *= 2
    layers += [residual(width) for _ in range(blocks)]
head_bias, head = take(1000), take(1000, width, 1, 1)
image = take(1, 3, 256, 256)


def run():
    x = image
    for layer in layers:
        x = layer(x)
    return torch.softmax(functional.conv2d(x.mean((2, 3), keepdim=True), head, head_bias).flatten(), 0)


with torch.no_grad():
    answers = run().tolist()
    run()
    times, start = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < float(sys.argv[1]):
        t = time.perf_counter()
        run()
        times.append(time.perf_counter() - t)
print(json.dumps({"answers": answers, "microseconds": sorted(times)[len(times) // 2] * 1e6}))
