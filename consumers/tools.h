/* The consumers and tools: one file each, each with one public symbol, run by
 * name from the table in main.c. `argv[0]` is the tool's name. */
#ifndef OREWATCH_CONSUMERS_TOOLS_H
#define OREWATCH_CONSUMERS_TOOLS_H

int tool_acknowledge(int argc, char **argv);
int tool_backup(int argc, char **argv);
int tool_bisect(int argc, char **argv);
int tool_export(int argc, char **argv);
int tool_quarantine(int argc, char **argv);
int tool_record(int argc, char **argv);
int tool_repair(int argc, char **argv);
int tool_run(int argc, char **argv);
int tool_show(int argc, char **argv);
int tool_silence(int argc, char **argv);
int tool_tail(int argc, char **argv);
int tool_verify(int argc, char **argv);

#endif
