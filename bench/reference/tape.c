/* What a tape costs: products and sums of numbers one after the other, each recorded as two slopes and two places, and the sweep back over them.
   Input: how many operations, x. Argument: seconds. */
#include "reference.h"

struct node { double left, right; int left_place, right_place; };

static struct node *nodes;
static double *adjoints, x;
static int count;

static float answer;

static void step(void) {
    /* Place 0 is x; an even place is the product of the one before with x, an odd one the sum. */
    double y = x;
    for (int i = 1; i <= count; i++) {
        struct node *node = nodes + i;
        int is_product = i % 2 == 0;
        node->left = is_product ? x : 1;
        node->right = is_product ? y : 1;
        node->left_place = i - 1;
        node->right_place = 0;
        y = is_product ? y * x : y + x;
    }
    memset(adjoints, 0, (count + 1) * sizeof(double));
    adjoints[count] = 1;
    for (int i = count; i > 0; i--) {
        double bar = adjoints[i];
        if (bar == 0) continue;
        adjoints[nodes[i].left_place] += bar * nodes[i].left;
        adjoints[nodes[i].right_place] += bar * nodes[i].right;
    }
    answer = adjoints[0];
}

int main(int argc, char **argv) {
    count = *next(1);
    x = *next(1);
    nodes = malloc((count + 1) * sizeof *nodes);
    adjoints = malloc((count + 1) * sizeof *adjoints);
    if (!nodes || !adjoints) { fprintf(stderr, "out of memory\n"); return 1; }
    report(step, 1, &answer, 1, atof(argv[1]));
    return 0;
}
