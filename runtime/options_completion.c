#include "runtime/options_completion.h"

#include "runtime/options.h"

#include <string.h>

/* orewatch-feed -> _orewatch_feed */
static void put_function(FILE *out, const char *program)
{
    fputc('_', out);
    for (; *program != '\0'; program++)
        fputc(*program == '-' ? '_' : *program, out);
}

/* bash takes `=` for a word of its own: what stands before it is the option. */
void completion_begin(FILE *out, const char *program, bool has_commands)
{
    put_function(out, program);
    fputs("()\n"
          "{\n"
          "    local word=$2 before=$3 command= words= files=\n"
          "    [[ $word != = ]] || word=\n"
          "    [[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}\n", out);
    if (has_commands)
        fputs("    ((COMP_CWORD < 2)) || command=${COMP_WORDS[1]}\n", out);
    fputs("    case $command:$before in\n", out);
}

void completion_end(FILE *out, const char *program)
{
    fputs("    esac\n"
          "    if [[ $files && $word != -* ]]; then\n"
          "        compopt -o filenames 2>/dev/null\n"
          "        mapfile -t COMPREPLY < <(compgen $files -- \"$word\")\n"
          "    else\n"
          "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
          "    fi\n"
          "}\n"
          "complete -F ", out);
    put_function(out, program);
    fprintf(out, " %s\n", program);
}

/* compgen's flag for the names that may stand there, or NULL. */
static const char *files_of(const char *argument)
{
    if (argument == NULL)
        return NULL;
    if (strstr(argument, "FILE") != NULL || strstr(argument, "PATH") != NULL || strstr(argument, "DEST") != NULL)
        return "-f";
    return strstr(argument, "DIR") != NULL ? "-d" : NULL;
}

static void put_value(FILE *out, const char *command, const struct option *option)
{
    if (option->kind == OPTION_FLAG)
        return;
    fprintf(out, "    '%s:--%s'", command, option->name);
    if (option->letter != 0)
        fprintf(out, " | '%s:-%c'", command, option->letter);
    fputc(')', out);
    const char *files = files_of(option->argument);
    if (files != NULL)
        fprintf(out, " files=%s", files);
    if (option->kind == OPTION_CHOICE) {
        fputs(" words='", out);
        for (size_t i = 0; option->choices[i] != NULL; i++)
            fprintf(out, "%s%s", i > 0 ? " " : "", option->choices[i]);
        fputc('\'', out);
    }
    fputs(" ;;\n", out); /* neither: nothing is proposed where a number or a name is meant */
}

/* The arguments stand in the usage before the first flag: "FILE... --to DEST". */
static const char *files_of_arguments(const struct program *program)
{
    char usage[256];
    snprintf(usage, sizeof usage, "%s", program->usage != NULL ? program->usage : "");
    char *flag = strstr(usage, "--");
    if (flag != NULL)
        *flag = '\0';
    return strstr(usage, "FILE") != NULL ? "-f" : NULL;
}

static void put_words(FILE *out, const char *command, const struct program *program, bool has_file)
{
    const char *files = files_of_arguments(program);
    fprintf(out, "    %s:*) words='", command);
    for (size_t i = 0; i < program->options_count; i++) {
        const struct option *option = &program->options[i];
        bool on = option->kind == OPTION_FLAG && option->initial != NULL && strcmp(option->initial, "true") == 0;
        fprintf(out, "--%s%s ", on ? "no-" : "", option->name);
    }
    fprintf(out, "--help --version --manual%s%s'", *command == '\0' ? " --completion" : "", has_file ? " --sample" : "");
    if (files != NULL)
        fprintf(out, " files=%s", files);
    fputs(" ;;\n", out);
}

void options_completion(const struct program *program, FILE *out)
{
    const char *blank = strchr(program->name, ' ');
    const char *command = blank != NULL ? blank + 1 : "";
    bool has_file = false;
    if (blank == NULL)
        completion_begin(out, program->name, false);
    for (size_t i = 0; i < program->options_count; i++) {
        put_value(out, command, &program->options[i]);
        has_file |= program->options[i].group != NULL;
    }
    put_words(out, command, program, has_file);
    if (blank == NULL)
        completion_end(out, program->name);
}
