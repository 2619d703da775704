/* Darknet-53 on an image of 256 x 256, as the program darknet computes it: windows as columns, a plain product, normalization, bias and activation each
   a pass of its own. Input: for each convolution biases, then, but for the last, scales, means and variances, then weights [out, in, h, w]; the image
   [3, 256, 256]. Argument: seconds. */
#include "reference.h"
#include <math.h>

enum { SIDE = 256, CLASSES = 1000, MOST = 53 };
static const int stages[5] = {1, 2, 8, 8, 4};

typedef struct {
    int in, out, size, stride, normalized;
    float *bias, *scale, *mean, *variance, *weights;
} layer;

static layer layers[MOST];
static float *image, *maps[3], *columns, probabilities[CLASSES];

static void read_layer(layer *l, int in, int out, int size, int stride, int normalized) {
    *l = (layer){in, out, size, stride, normalized, next(out), 0, 0, 0, 0};
    if (normalized)
        l->scale = next(out), l->mean = next(out), l->variance = next(out);
    l->weights = next((size_t)out * in * size * size);
}

static void im2col(const layer *l, const float *x, int side, int outside) {
    int pad = l->size / 2;
    float *row = columns;
    for (int c = 0; c < l->in; c++)
        for (int i = 0; i < l->size; i++)
            for (int j = 0; j < l->size; j++, row += outside * outside)
                for (int v = 0; v < outside; v++) {
                    int y = v * l->stride + i - pad;
                    for (int u = 0; u < outside; u++) {
                        int at = u * l->stride + j - pad;
                        row[v * outside + u] =
                            y < 0 || at < 0 || y >= side || at >= side ? 0 : x[(c * side + y) * side + at];
                    }
                }
}

/* c[m, n] += a[m, k] b[k, n], in blocks of columns whose part of b fits a second-level cache. */
static void multiply(int m, int n, int k, const float *restrict a, const float *restrict b, float *restrict c) {
    int width = (1 << 17) / k;
    width = width < 256 ? 256 : width;
    for (int from = 0; from < n; from += width) {
        int to = from + width < n ? from + width : n;
        for (int i = 0; i < m; i++)
            for (int p = 0; p < k; p++) {
                float factor = a[(size_t)i * k + p];
                for (int j = from; j < to; j++)
                    c[(size_t)i * n + j] += factor * b[(size_t)p * n + j];
            }
    }
}

/* The map after a layer; its side is given back. */
static int convolve(const layer *l, const float *x, int side, float *y) {
    int outside = (side - 1) / l->stride + 1, n = outside * outside;
    const float *windows = x;
    if (l->size > 1) {
        im2col(l, x, side, outside);
        windows = columns;
    }
    memset(y, 0, sizeof(float) * l->out * n);
    multiply(l->out, n, l->in * l->size * l->size, l->weights, windows, y);
    if (l->normalized) {
        for (int o = 0; o < l->out; o++)
            for (int j = 0; j < n; j++)
                y[o * n + j] = (y[o * n + j] - l->mean[o]) / sqrtf(l->variance[o] + 1e-5f);
        for (int o = 0; o < l->out; o++)
            for (int j = 0; j < n; j++)
                y[o * n + j] *= l->scale[o];
    }
    for (int o = 0; o < l->out; o++)
        for (int j = 0; j < n; j++)
            y[o * n + j] += l->bias[o];
    if (l->normalized)
        for (int j = 0; j < l->out * n; j++)
            y[j] = y[j] > 0 ? y[j] : 0.1f * y[j];
    return outside;
}

static void run(void) {
    const layer *l = layers;
    float *x = maps[0], *half = maps[1], *next = maps[2];
    int side = convolve(l++, image, SIDE, x);
    for (int stage = 0; stage < 5; stage++) {
        side = convolve(l++, x, side, next);
        float *old = x;
        x = next, next = old;
        for (int block = 0; block < stages[stage]; block++, l += 2) {
            convolve(l, x, side, half);
            convolve(l + 1, half, side, next);
            for (int j = 0; j < l->in * side * side; j++)
                x[j] += next[j];
        }
    }
    float means[1024], top = 0, total = 0;
    for (int c = 0; c < 1024; c++) {
        means[c] = 0;
        for (int j = 0; j < side * side; j++)
            means[c] += x[c * side * side + j] / (side * side);
    }
    convolve(l, means, 1, probabilities);
    for (int i = 0; i < CLASSES; i++)
        top = probabilities[i] > top ? probabilities[i] : top;
    for (int i = 0; i < CLASSES; i++)
        total += probabilities[i] = expf(probabilities[i] - top);
    for (int i = 0; i < CLASSES; i++)
        probabilities[i] /= total;
}

int main(int argc, char **argv) {
    layer *l = layers;
    int channels = 32;
    read_layer(l++, 3, channels, 3, 1, 1);
    for (int stage = 0; stage < 5; stage++, channels *= 2) {
        read_layer(l++, channels, 2 * channels, 3, 2, 1);
        for (int block = 0; block < stages[stage]; block++) {
            read_layer(l++, 2 * channels, channels, 1, 1, 1);
            read_layer(l++, channels, 2 * channels, 3, 1, 1);
        }
    }
    read_layer(l, channels, CLASSES, 1, 1, 0);
    image = next(3 * SIDE * SIDE);
    for (int i = 0; i < 3; i++)
        maps[i] = numbers(32 * SIDE * SIDE);
    columns = numbers(288 * SIDE * SIDE / 4); /* 3 x 3 windows over 32 maps of half the side */
    report(run, 1, probabilities, CLASSES, argc > 1 ? atof(argv[1]) : 1);
    return 0;
}
