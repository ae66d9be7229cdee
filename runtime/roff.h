/* The language of manual pages (man(7)), as far as our pages speak it. */
#ifndef OREWATCH_RUNTIME_ROFF_H
#define OREWATCH_RUNTIME_ROFF_H

#include <stdio.h>

/* Text as it shall be read, and typed: nothing in it is a request. */
void roff_text(FILE *out, const char *text);
/* "orewatch tail" as the page's name, orewatch-tail. */
void roff_name(FILE *out, const char *name);
/* .TH and NAME, from the first clause of the sentence. */
void roff_title(FILE *out, const char *name, unsigned section, const char *sentence);
/* A paragraph that begins with a term in bold. */
void roff_term(FILE *out, const char *term, const char *meaning);
/* "0 ok" and "command # what it does", NULL-terminated or NULL: terms. */
void roff_terms(FILE *out, const char *title, const char *const *texts, const char *between);

#endif
