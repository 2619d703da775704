/* What the reference programs share: numbers from standard input, a clock, and the answer as a line of JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Memory for n numbers, at the start of a cache line. */
static float *numbers(size_t n) {
    float *x = aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64);
    if (!x) { fprintf(stderr, "out of memory\n"); exit(1); }
    return x;
}

/* The next n numbers of standard input, float32 in the machine's order. */
static float *next(size_t n) {
    float *x = numbers(n);
    if (fread(x, sizeof(float), n, stdin) != n) { fprintf(stderr, "too few numbers\n"); exit(1); }
    return x;
}

static double microseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e6 * t.tv_sec + 1e-3 * t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Runs the step: the first times for the numbers that it leaves in answer, then for some seconds for its time, whose median is printed with them. */
static void report(void (*step)(void), int first, const float *answer, int count, double seconds) {
    enum { most = 1 << 20 };
    double *times = malloc(most * sizeof(double));
    int done = 0;
    printf("{\"answers\": [");
    for (int i = 0; i < first; i++) {
        step();
        for (int j = 0; j < count; j++)
            printf("%s%.9g", i + j ? ", " : "", answer[j]);
    }
    double start = microseconds();
    while ((done < 3 || microseconds() - start < 1e6 * seconds) && done < most) {
        double t = microseconds();
        step();
        times[done++] = microseconds() - t;
    }
    qsort(times, done, sizeof(double), ascending);
    printf("], \"microseconds\": %.3f}\n", times[done / 2]);
}
