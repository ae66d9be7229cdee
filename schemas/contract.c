/* Prints README.md with its generated blocks made anew:
 *
 *     contract README.md limits.h
 *
 * A block stands between `<!-- generated: WHAT -->` and `<!-- end -->`, and WHAT
 * is the name of a message or one of the blocks below. A test fails when the page
 * differs from what this prints. */
#include "schemas/contract.h"

#include <stdlib.h>

#define OPENING "<!-- generated: "
#define CLOSING "<!-- end -->\n"

static bool print_block(struct text what, const char *limits_path, FILE *out)
{
    if (text_is(what, "head")) {
        contract_head(out);
    } else if (text_is(what, "names")) {
        contract_names(out);
    } else if (text_is(what, "statuses")) {
        contract_statuses(out);
    } else if (text_is(what, "exchange")) {
        contract_exchange(out);
    } else if (text_is(what, "limits")) {
        FILE *limits = fopen(limits_path, "r");
        if (limits == NULL)
            return false;
        contract_limits(limits, out);
        fclose(limits);
    } else {
        return contract_table(what, out);
    }
    return true;
}

/* What a line opens: the text between OPENING and ` -->`. */
static bool opens(const char *line, struct text *what)
{
    size_t opening = sizeof OPENING - 1;
    const char *end = strstr(line, " -->");
    if (strncmp(line, OPENING, opening) != 0 || end == NULL)
        return false;
    *what = (struct text){line + opening, (uint32_t)(end - line - (long)opening)};
    return true;
}

int main(int argc, char **argv)
{
    char line[4096];
    bool inside = false;
    struct text what;
    if (argc != 3) {
        fprintf(stderr, "usage: contract README.md limits.h\n");
        return 2;
    }
    FILE *page = fopen(argv[1], "r");
    if (page == NULL) {
        perror(argv[1]);
        return 1;
    }
    while (fgets(line, sizeof line, page) != NULL) {
        if (inside && strcmp(line, CLOSING) != 0)
            continue;
        inside = opens(line, &what);
        fputs(line, stdout);
        if (inside && !print_block(what, argv[2], stdout)) {
            fprintf(stderr, "contract: %s: no block is called \"%.*s\"\n", argv[1], (int)what.size, what.at);
            fclose(page);
            return 1;
        }
    }
    fclose(page);
    return inside ? 1 : 0;
}
