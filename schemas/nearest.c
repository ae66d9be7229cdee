#include "schemas/nearest.h"

#define LONGEST 64u

static unsigned char folded(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: the distance of Damerau and Levenshtein in which no
 * piece is edited twice. Three rows of the table are enough. */
unsigned nearest_distance(struct text a, struct text b)
{
    unsigned char rows[3][LONGEST + 1];
    unsigned a_size = least(a.size, LONGEST), b_size = least(b.size, LONGEST);
    unsigned char *before = rows[0], *last = rows[1], *row = rows[2];
    for (unsigned j = 0; j <= b_size; j++)
        last[j] = before[j] = (unsigned char)j;
    for (unsigned i = 1; i <= a_size; i++) {
        row[0] = (unsigned char)i;
        for (unsigned j = 1; j <= b_size; j++) {
            unsigned char x = folded(a.at[i - 1]), y = folded(b.at[j - 1]);
            unsigned cost = least(least(last[j], row[j - 1]) + 1u, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == folded(b.at[j - 2]) && folded(a.at[i - 2]) == y)
                cost = least(cost, before[j - 2] + 1u);
            row[j] = (unsigned char)cost;
        }
        unsigned char *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[b_size];
}

const char *nearest_name(struct text name, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    unsigned best = least(name.size, LONGEST) / 2 + 1;
    for (size_t i = 0; i < count; i++) {
        unsigned distance = nearest_distance(name, text_of(names[i]));
        if (distance < best) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
