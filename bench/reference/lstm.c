/* A training step of an LSTM of 32 units on a series of 50 numbers: the gates input, forget, output and candidate side by side, the squared error of
   every state's readout, the gradient through all steps, plain gradient descent.
   Input: W [33, 128] for (x, h), b [128], V [32], x [50]. Argument: seconds. */
#include "reference.h"
#include <math.h>

enum { T = 50, H = 32, G = 4 * H };
static const float rate = 0.001f;
static float *w, *b, *v, *x;

/* What a step keeps for the way back: the gates, the cells and their tanh, the states; index 0 is before the first. */
static float gates[T][G], c[T + 1][H], tc[T][H], h[T + 1][H], dz[T][G];

/* y += factors[i stride] times row i of m, for some rows: a pass over y for each eight. */
static inline void add_rows(int rows, const float *restrict factors, int stride, const float *restrict m, float *restrict y) {
    int whole = rows / 8 * 8;
    for (int i = 0; i < whole; i += 8) {
        const float *f = factors + i * stride, *r = m + i * G;
        float f0 = f[0], f1 = f[stride], f2 = f[2 * stride], f3 = f[3 * stride];
        float f4 = f[4 * stride], f5 = f[5 * stride], f6 = f[6 * stride], f7 = f[7 * stride];
        for (int j = 0; j < G; j++)
            y[j] += (f0 * r[j] + f1 * r[G + j] + f2 * r[2 * G + j] + f3 * r[3 * G + j])
                + (f4 * r[4 * G + j] + f5 * r[5 * G + j] + f6 * r[6 * G + j] + f7 * r[7 * G + j]);
    }
    for (int i = whole; i < rows; i++)
        for (int j = 0; j < G; j++)
            y[j] += factors[i * stride] * m[i * G + j];
}

static float loss;

static void step(void) {
    float error[T];
    loss = 0;
    for (int t = 0; t < T; t++) {
        float *z = gates[t];
        for (int j = 0; j < G; j++)
            z[j] = b[j] + x[t] * w[j];
        add_rows(H, h[t], 1, w + G, z);
        for (int j = 0; j < 3 * H; j++)
            z[j] = 1 / (1 + expf(-z[j]));
        for (int j = 3 * H; j < G; j++)
            z[j] = tanhf(z[j]);
        float read = 0;
        for (int j = 0; j < H; j++) {
            c[t + 1][j] = z[H + j] * c[t][j] + z[j] * z[3 * H + j];
            tc[t][j] = tanhf(c[t + 1][j]);
            h[t + 1][j] = z[2 * H + j] * tc[t][j];
            read += h[t + 1][j] * v[j];
        }
        error[t] = read - x[t];
        loss += error[t] * error[t];
    }

    float dh[H] = {0}, dc[H] = {0}, dv[H] = {0};
    for (int t = T - 1; t >= 0; t--) {
        const float *z = gates[t];
        float *d = dz[t];
        for (int j = 0; j < H; j++) {
            float in = z[j], forget = z[H + j], out = z[2 * H + j], new = z[3 * H + j];
            dv[j] += 2 * error[t] * h[t + 1][j];
            float bar = dh[j] + 2 * error[t] * v[j];
            float cell = dc[j] + bar * out * (1 - tc[t][j] * tc[t][j]);
            d[j] = cell * new * in * (1 - in);
            d[H + j] = cell * c[t][j] * forget * (1 - forget);
            d[2 * H + j] = bar * tc[t][j] * out * (1 - out);
            d[3 * H + j] = cell * in * (1 - new * new);
            dc[j] = cell * forget;
        }
        for (int i = 0; i < H; i++) {
            float sum = 0;
            for (int j = 0; j < G; j++)
                sum += w[(1 + i) * G + j] * d[j];
            dh[i] = sum;
        }
    }

    /* The gradients of the shared weights, each as one product over the steps. */
    for (int i = 0; i <= H; i++) {
        float sum[G] = {0};
        add_rows(T, i ? (float *)h + i - 1 : x, i ? H : 1, (float *)dz, sum);
        for (int j = 0; j < G; j++)
            w[i * G + j] -= rate * sum[j];
    }
    for (int t = 0; t < T; t++)
        for (int j = 0; j < G; j++)
            b[j] -= rate * dz[t][j];
    for (int j = 0; j < H; j++)
        v[j] -= rate * dv[j];
}

int main(int argc, char **argv) {
    w = next((1 + H) * G), b = next(G), v = next(H), x = next(T);
    report(step, 10, &loss, 1, argc > 1 ? atof(argv[1]) : 1);
    return 0;
}
