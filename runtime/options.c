#include "runtime/options.h"

#include "runtime/option_value.h"
#include "schemas/nearest.h"

#include <assert.h>
#include <string.h>

#define MESSAGE_BYTES 1024

/* What every program answers; `print` takes the program's name from its rows. */
struct answer {
    const char *name;
    char letter;
    void (*print)(const struct program *program, FILE *out);
    bool of_files;               /* only where options have a group */
};

static void print_version(const struct program *program, FILE *out)
{
    options_version(program->name, program->engine, out);
    if (program->library != NULL)
        fprintf(out, "%s\n", program->library());
}

static const struct answer answers[] = {
    {"help",       'h', options_help,       false},
    {"version",    0,   print_version,      false},
    {"manual",     0,   options_manual,     false},
    {"completion", 0,   options_completion, false},
    {"sample",     0,   options_sample,     true},
};
#define ANSWERS (sizeof answers / sizeof *answers)

/* One flag of the command line, taken apart. */
struct flag {
    const struct option *option; /* NULL: an answer, or unknown */
    const struct answer *answer;
    const char *value;           /* NULL: none yet */
    bool undone;                 /* --no-name */
};

static bool usage(const struct program *program, const struct line *message)
{
    fprintf(stderr, "%s: %s\n%s: `%s --help` tells what is allowed\n", program->name, message->at, program->name,
            program->name);
    return false;
}

static const struct option *option_named(const struct program *program, struct text name)
{
    for (size_t i = 0; i < program->options_count; i++)
        if (text_is(name, program->options[i].name))
            return &program->options[i];
    return NULL;
}

static bool has_file(const struct program *program)
{
    for (size_t i = 0; i < program->options_count; i++)
        if (program->options[i].group != NULL)
            return true;
    return false;
}

static const struct answer *answer_named(const struct program *program, struct text name)
{
    for (size_t i = 0; i < ANSWERS; i++)
        if (text_is(name, answers[i].name) && (!answers[i].of_files || has_file(program)))
            return &answers[i];
    return NULL;
}

/* The flag that was meant: the only one it abbreviates, or the nearest. */
static const char *meant_by(struct text name, const char *const *names, size_t count)
{
    const char *whole = NULL;
    size_t fitting = 0;
    for (size_t i = 0; i < count; i++) {
        if (name.size > 0 && text_starts_with(text_of(names[i]), name)) {
            whole = names[i];
            fitting++;
        }
    }
    return fitting == 1 ? whole : nearest_name(name, names, count);
}

static bool refuse_unknown(const struct program *program, struct text name)
{
    const char *names[OPTIONS_MAX + ANSWERS];
    size_t count = 0;
    for (size_t i = 0; i < program->options_count; i++)
        names[count++] = program->options[i].name;
    for (size_t i = 0; i < ANSWERS; i++)
        if (!answers[i].of_files || has_file(program))
            names[count++] = answers[i].name;

    char text[MESSAGE_BYTES];
    struct line line = line_on(text, sizeof text);
    line_string(&line, "there is no option --");
    line_text(&line, name);
    const char *meant = meant_by(name, names, count);
    if (meant != NULL) {
        line_string(&line, "; did you mean --");
        line_string(&line, meant);
        line_char(&line, '?');
    }
    return usage(program, &line);
}

static bool refuse_value(const struct program *program, const char *name, const char *what)
{
    char text[MESSAGE_BYTES];
    struct line line = line_on(text, sizeof text);
    line_string(&line, "--");
    line_string(&line, name);
    line_string(&line, ": ");
    line_string(&line, what);
    return usage(program, &line);
}

/* --name, --name=value, --no-name. */
static bool take_long(const struct program *program, const char *word, struct flag *flag)
{
    struct text name = text_of(word + 2);
    const char *equals = strchr(word, '=');
    if (equals != NULL) {
        name.size = (uint32_t)(equals - name.at);
        flag->value = equals + 1;
    }
    flag->option = option_named(program, name);
    if (flag->option == NULL)
        flag->answer = answer_named(program, name);
    if (flag->option == NULL && flag->answer == NULL && text_starts_with(name, TEXT("no-"))) {
        const struct option *option = option_named(program, (struct text){name.at + 3, name.size - 3});
        if (option != NULL && option->kind == OPTION_FLAG) {
            flag->option = option;
            flag->undone = true;
        }
    }
    if (flag->option == NULL && flag->answer == NULL)
        return refuse_unknown(program, name);
    bool alone = flag->option == NULL || flag->option->kind == OPTION_FLAG;
    if (alone && flag->value != NULL)
        return refuse_value(program, flag->option != NULL ? flag->option->name : flag->answer->name,
                            "stands alone, it takes no value");
    return true;
}

/* -n, -nvalue. */
static bool take_letter(const struct program *program, const char *word, struct flag *flag)
{
    for (size_t i = 0; i < program->options_count; i++)
        if (program->options[i].letter == word[1])
            flag->option = &program->options[i];
    for (size_t i = 0; i < ANSWERS && flag->option == NULL; i++)
        if (answers[i].letter == word[1])
            flag->answer = &answers[i];
    bool alone = flag->option == NULL || flag->option->kind == OPTION_FLAG;
    if ((flag->option == NULL && flag->answer == NULL) || (alone && word[2] != '\0')) {
        char text[MESSAGE_BYTES];
        struct line line = line_on(text, sizeof text);
        line_string(&line, "there is no option ");
        line_string(&line, word);
        line_string(&line, "; long options begin with --");
        return usage(program, &line);
    }
    if (word[2] != '\0')
        flag->value = word + 2;
    return true;
}

static bool is_flag(const char *word)
{
    return word[0] == '-' && word[1] != '\0'; /* "-" is standard input */
}

/* Takes the flag at words[0], with words[1] as its value where it needs one;
 * `used` says how many words that were. */
static bool take_flag(const struct program *program, char **words, size_t left, struct flag *flag, size_t *used)
{
    *flag = (struct flag){0};
    *used = 1;
    if (!(words[0][1] == '-' ? take_long : take_letter)(program, words[0], flag))
        return false;
    if (flag->option == NULL || flag->option->kind == OPTION_FLAG || flag->value != NULL)
        return true;
    if (left < 2) {
        char argument[MESSAGE_BYTES];
        struct line line = line_on(argument, sizeof argument);
        line_string(&line, "a value must follow: ");
        option_argument(flag->option, &line);
        return refuse_value(program, flag->option->name, argument);
    }
    flag->value = words[1];
    *used = 2;
    return true;
}

/* A list of texts given again replaces what the default or the file said. */
static bool apply(const struct program *program, const struct flag *flag, void *into, uint64_t *seen)
{
    const struct option *option = flag->option;
    uint64_t bit = UINT64_C(1) << (option - program->options);
    if (option->kind == OPTION_TEXTS && !(*seen & bit))
        option_clear(option, into);
    *seen |= bit;

    const char *value = flag->value;
    if (option->kind == OPTION_FLAG)
        value = flag->undone ? "false" : "true";
    char text[MESSAGE_BYTES];
    struct line why = line_on(text, sizeof text);
    return option_set(option, into, value, &why) || refuse_value(program, option->name, text);
}

/* Moves `used` words from words[0] in front of the `arguments` words before them. */
static void move_ahead(char **words, size_t used, size_t arguments)
{
    char *moved[2];
    memcpy(moved, words, used * sizeof *words);
    memmove(words - arguments + used, words - arguments, arguments * sizeof *words);
    memcpy(words - arguments, moved, used * sizeof *words);
}

static bool judge_arguments(const struct program *program, const struct arguments *rest)
{
    if (rest->count >= program->arguments_low && rest->count <= program->arguments_high)
        return true;
    char text[MESSAGE_BYTES];
    struct line line = line_on(text, sizeof text);
    if (rest->count > program->arguments_high) {
        line_char(&line, '\'');
        line_string(&line, rest->texts[program->arguments_high]);
        line_string(&line, "' is one argument too many; usage: ");
    } else {
        line_string(&line, rest->count == 0 ? "an argument is missing; usage: " : "arguments are missing; usage: ");
    }
    options_usage(program, &line);
    return usage(program, &line);
}

enum parse_result options_flags(const struct program *program, int argc, char **argv, void *into,
                                struct arguments *rest)
{
    assert(program->options_count <= OPTIONS_MAX);
    uint64_t seen = 0;
    size_t count = argc > 0 ? (size_t)argc : 0;
    size_t next = 1, arguments = 0;
    while (next < count) {
        size_t used = 1;
        bool end = strcmp(argv[next], "--") == 0;
        if (!is_flag(argv[next])) {
            arguments++;
            next++;
            continue;
        }
        struct flag flag = {0};
        if (!end && !take_flag(program, &argv[next], count - next, &flag, &used))
            return PARSE_USAGE;
        if (flag.answer != NULL) {
            flag.answer->print(program, stdout);
            return PARSE_DONE;
        }
        if (!end && !apply(program, &flag, into, &seen))
            return PARSE_USAGE;
        move_ahead(&argv[next], used, arguments);
        next += used;
        if (end)
            break;
    }
    size_t first = next - arguments;
    *rest = (struct arguments){argv + first, first < count ? count - first : 0};
    return judge_arguments(program, rest) ? PARSE_RUN : PARSE_USAGE;
}

static void set_default(const struct option *option, void *into)
{
    if (option->kind == OPTION_TEXT || option->kind == OPTION_ENDPOINT)
        *(const char **)((char *)into + option->offset) = NULL;
    else if (option->kind == OPTION_TEXTS)
        option_clear(option, into);

    const char *initial = option->initial;
    if (initial == NULL)
        switch (option->kind) {
        case OPTION_TEXT:
        case OPTION_TEXTS:
        case OPTION_ENDPOINT:
            return;
        case OPTION_FLAG:
            initial = "false";
            break;
        case OPTION_CHOICE:
            initial = option->choices[0];
            break;
        case OPTION_NUMBER:
        case OPTION_REAL:
        case OPTION_DURATION:
        case OPTION_SIZE:
            initial = "0";
            break;
        }
    char text[MESSAGE_BYTES];
    struct line why = line_on(text, sizeof text);
    struct option unlimited = *option;
    if (option->initial == NULL)
        unlimited.high = unlimited.low; /* absent may lie outside what may be given */
    bool set = option_set(&unlimited, into, initial, &why);
    assert(set && "a default that its own row refuses");
    (void)set;
}

void options_defaults(const struct program *program, void *into)
{
    for (size_t i = 0; i < program->options_count; i++)
        set_default(&program->options[i], into);
}

enum parse_result options_parse(const struct program *program, int argc, char **argv, void *into,
                                struct arguments *rest)
{
    options_defaults(program, into);
    return options_flags(program, argc, argv, into, rest);
}

bool options_given(const struct program *program, const char *name, int argc, char **argv)
{
    for (int next = 1; next < argc && strcmp(argv[next], "--") != 0;) {
        struct flag flag;
        size_t used = 1;
        if (is_flag(argv[next])) {
            if (!take_flag(program, &argv[next], (size_t)(argc - next), &flag, &used))
                return false;
            if (flag.option != NULL && strcmp(flag.option->name, name) == 0)
                return true;
        }
        next += (int)used;
    }
    return false;
}
