/* simulation: worlds from seeds. See whole.h, and CONTRIBUTING. */
#include "tests/simulation/minimizer.h"
#include "tests/simulation/tale.h"

#include <getopt.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct command {
    struct trial trial;
    bool one, minimize, verbose;
    uint64_t seeds;
    unsigned jobs;
};

static void usage(FILE *to)
{
    fprintf(to, "usage: simulation [SEED] [--seeds N] [OPTION...]\n"
                "\n"
                "Lives through worlds, each from a seed; ends with 1 when one breaks, and says how to play it again.\n"
                "\n"
                "  SEED            this world alone\n"
                "  --seeds N       so many worlds (100)\n"
                "  --from SEED     of the first of them (1)\n"
                "  --jobs N        processes that share them (1)\n"
                "  --verbose       tell the story, step by step\n"
                "  --minimize      find the shortest story of SEED that still breaks\n"
                "  --without KIND[,KIND...]  leave out kinds of faults\n"
                "  --steps N       the faults stop after so many\n"
                "  --events N      each producer makes so many at most\n"
                "\n"
                "Kinds of faults:\n");
    for (unsigned i = 0; i < PLAN_KINDS; i++)
        fprintf(to, "  %-15s %s\n", plan_name(i), plan_sentence(i));
    fprintf(to, "\nExamples:\n  simulation --seeds 10000 --jobs 2\n  simulation 4711 --verbose\n"
                "  simulation 4711 --minimize\n");
}

static void leave_out(uint64_t *without, char *names)
{
    for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) {
        unsigned kind = 0;

        while (kind < PLAN_KINDS && strcmp(plan_name(kind), name) != 0)
            kind++;
        if (kind == PLAN_KINDS) {
            fprintf(stderr, "simulation: --without: '%s' is no kind of fault; see --help\n", name);
            exit(2);
        }
        *without |= UINT64_C(1) << kind;
    }
}

static uint64_t number_of(const char *what, const char *text)
{
    char *end;
    uint64_t number = strtoull(text, &end, 10);

    if (*text < '0' || *text > '9' || *end) {
        fprintf(stderr, "simulation: %s: '%s' is no number\n", what, text);
        exit(2);
    }
    return number;
}

static struct command read_command(int argc, char **argv)
{
    static const struct option options[] = {
        {"seeds", required_argument, NULL, 's'},   {"from", required_argument, NULL, 'f'},
        {"jobs", required_argument, NULL, 'j'},    {"verbose", no_argument, NULL, 'v'},
        {"minimize", no_argument, NULL, 'm'},      {"without", required_argument, NULL, 'w'},
        {"steps", required_argument, NULL, 'n'},   {"events", required_argument, NULL, 'e'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
    struct command command = {.trial = {1, {.steps = PLAN_STEPS, .events = UINT32_MAX}}, .seeds = 100, .jobs = 1};

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
        switch (option) {
        case 's': command.seeds = number_of("--seeds", optarg); break;
        case 'f': command.trial.seed = number_of("--from", optarg); break;
        case 'j': command.jobs = (unsigned)number_of("--jobs", optarg); break;
        case 'v': command.verbose = true; break;
        case 'm': command.minimize = true; break;
        case 'w': leave_out(&command.trial.options.without, optarg); break;
        case 'n': command.trial.options.steps = (uint32_t)number_of("--steps", optarg); break;
        case 'e': command.trial.options.events = (uint32_t)number_of("--events", optarg); break;
        case 'h': usage(stdout); exit(0);
        default: usage(stderr); exit(2);
        }
    if (optind < argc) {
        command.one = true;
        command.trial.seed = number_of("SEED", argv[optind]);
    }
    return command;
}

static int run_one(const struct trial *trial, const char *program)
{
    struct whole_sights sights;

    if (trial_run(trial, false, &sights)) {
        fprintf(stderr, "seed %" PRIu64 " holds: %" PRIu64 " steps, %" PRIu64 " faults, digest %016" PRIx64 "\n",
                trial->seed, sights.steps, sights.strikes, sights.digest);
        return 0;
    }
    fprintf(stderr, "seed %" PRIu64 " breaks; play it again: ", trial->seed);
    trial_print(trial, program);
    fprintf(stderr, " --verbose\n");
    return 1;
}

static int run_minimize(struct trial *trial, const char *program)
{
    uint64_t seed = trial->seed;

    if (!minimize(trial)) {
        fprintf(stderr, "seed %" PRIu64 " holds: there is nothing to shorten\n", seed);
        return 0;
    }
    fprintf(stderr, "the shortest story of seed %" PRIu64 " that breaks:\n  ", seed);
    trial_print(trial, program);
    fprintf(stderr, " --verbose\n");
    return 1;
}

int main(int argc, char **argv)
{
    struct command command = read_command(argc, argv);

    /* A broker takes 40 MB and touches a few: as pages of their own they are cleared only
     * where they are touched, also the second time. */
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
    tale_is_told = command.verbose;
    if (command.minimize)
        return run_minimize(&command.trial, argv[0]);
    if (command.one)
        return run_one(&command.trial, argv[0]);
    return trials_run(argv[0], &command.trial.options, command.trial.seed, command.seeds, command.jobs) ? 0 : 1;
}
