/* A training step of the classifier 784-128-10 (ReLU, cross-entropy), plain gradient descent, one example.
   Input: W1 [784, 128], b1, W2 [128, 10], b2, x [784], the label. Argument: seconds. */
#include "reference.h"
#include <math.h>

enum { IN = 784, HID = 128, OUT = 10, ROWS = 8 };
static const float rate = 0.01f;
static float *w1, *b1, *w2, *b2, *x;
static int label;

static float loss;

static void step(void) {
    float h[HID], dh[HID], z[OUT], dz[OUT];
    memcpy(h, b1, sizeof h);
    for (int i = 0; i < IN; i += ROWS) /* some rows of W1 for each pass over h */
        for (int j = 0; j < HID; j++) {
            float sum = h[j];
            for (int r = 0; r < ROWS; r++)
                sum += x[i + r] * w1[(i + r) * HID + j];
            h[j] = sum;
        }
    memcpy(z, b2, sizeof z);
    for (int j = 0; j < HID; j++) {
        h[j] = h[j] > 0 ? h[j] : 0;
        for (int k = 0; k < OUT; k++)
            z[k] += h[j] * w2[j * OUT + k];
    }

    float top = z[0], total = 0;
    for (int k = 1; k < OUT; k++)
        top = z[k] > top ? z[k] : top;
    for (int k = 0; k < OUT; k++)
        total += dz[k] = expf(z[k] - top);
    loss = logf(total) + top - z[label];
    for (int k = 0; k < OUT; k++)
        dz[k] = dz[k] / total - (k == label);

    for (int j = 0; j < HID; j++) {
        float sum = 0;
        for (int k = 0; k < OUT; k++) {
            sum += dz[k] * w2[j * OUT + k];
            w2[j * OUT + k] -= rate * h[j] * dz[k];
        }
        dh[j] = h[j] > 0 ? sum : 0;
        b1[j] -= rate * dh[j];
    }
    for (int k = 0; k < OUT; k++)
        b2[k] -= rate * dz[k];
    for (int i = 0; i < IN; i++) {
        float factor = rate * x[i];
        for (int j = 0; j < HID; j++)
            w1[i * HID + j] -= factor * dh[j];
    }
}

int main(int argc, char **argv) {
    w1 = next(IN * HID), b1 = next(HID), w2 = next(HID * OUT), b2 = next(OUT), x = next(IN);
    label = (int)*next(1);
    report(step, 10, &loss, 1, argc > 1 ? atof(argv[1]) : 1);
    return 0;
}
