#include "producers/text_file.h"

#include "schemas/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (64u * KIB)
#define HEAD 1024u /* looked at before anything else: holds a few rows */

static const struct { const char *bytes; size_t size; const char *encoding; } marks[] = {
    {"\xef\xbb\xbf",     3, "UTF-8"},    {"\xff\xfe\0\0",     4, "UTF-32LE"}, {"\0\0\xfe\xff",     4, "UTF-32BE"},
    {"\xff\xfe",         2, "UTF-16LE"}, {"\xfe\xff",         2, "UTF-16BE"}, {"\x84\x31\x95\x33", 4, "GB18030"},
};
#define MARKS (sizeof marks / sizeof marks[0])

/* A file on its way to UTF-8. */
struct conversion {
    const char *name, *encoding; /* "UTF-8": copied as it is */
    int from, to;
    iconv_t iconv;
    uint64_t read, written;      /* bytes */
    size_t used;                 /* of `bytes` */
    char bytes[PIECE], text[4 * PIECE]; /* a byte of CP1252 may become three */
};

static enum status fail(enum status status, char *why, size_t why_size, const char *name, const char *what)
{
    snprintf(why, why_size, "cannot %s %s: %s", what, name, strerror(errno));
    return status;
}

static bool write_whole(int descriptor, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(descriptor, bytes, size);
        if (done < 0 && errno != EINTR)
            return false;
        if (done > 0) {
            bytes += done;
            size -= (size_t)done;
        }
    }
    return true;
}

static ssize_t read_some(int descriptor, void *bytes, size_t size)
{
    ssize_t got;
    do
        got = read(descriptor, bytes, size);
    while (got < 0 && errno == EINTR);
    return got;
}

/* What the first bytes say of the rest; NULL: nothing. */
static const char *marked_encoding(const char *bytes, size_t size, size_t *mark_size)
{
    *mark_size = 0;
    for (size_t i = 0; i < MARKS; i++)
        if (size >= marks[i].size && memcmp(bytes, marks[i].bytes, marks[i].size) == 0) {
            *mark_size = marks[i].size;
            return marks[i].encoding;
        }
    return NULL;
}

/* Zeros, but only in every other byte: the digits and line ends of a text in
 * sixteen bits, without a mark. */
static const char *unmarked_encoding(const char *bytes, size_t size)
{
    size_t zeros[2] = {0};
    for (size_t i = 0; i < size; i++)
        zeros[i % 2] += bytes[i] == '\0';
    if (zeros[0] > 0 && zeros[1] > 0)
        return NULL;
    return zeros[1] > 0 ? "UTF-16LE" : zeros[0] > 0 ? "UTF-16BE" : NULL;
}

/* ---- conversion ------------------------------------------------------------------ */

/* Writes what of the buffer makes whole characters; keeps the rest. */
static enum status convert_piece(struct conversion *conversion, char *why, size_t why_size)
{
    char *in = conversion->bytes, *out = conversion->text;
    size_t in_left = conversion->used, out_left = sizeof conversion->text;
    size_t result = iconv(conversion->iconv, &in, &in_left, &out, &out_left);
    size_t size = sizeof conversion->text - out_left;
    if (result == (size_t)-1 && errno == EILSEQ) {
        snprintf(why, why_size, "%s: byte %" PRIu64 " begins no character of %s; --encoding names another",
                 conversion->name, conversion->read - in_left + 1, conversion->encoding);
        return STATUS_BAD_UTF8;
    }
    if (!write_whole(conversion->to, conversion->text, size))
        return fail(STATUS_IO, why, why_size, conversion->name, "write a copy in UTF-8 of");
    conversion->written += size;
    memmove(conversion->bytes, in, in_left);
    conversion->used = in_left;
    return STATUS_OK;
}

static enum status convert_all(struct conversion *conversion, char *why, size_t why_size)
{
    enum status status = conversion->used > 0 ? convert_piece(conversion, why, why_size) : STATUS_OK;
    while (status == STATUS_OK) {
        ssize_t got = read_some(conversion->from, conversion->bytes + conversion->used,
                                sizeof conversion->bytes - conversion->used);
        if (got < 0)
            return fail(STATUS_IO, why, why_size, conversion->name, "read");
        if (got == 0)
            break;
        conversion->used += (size_t)got;
        conversion->read += (uint64_t)got;
        status = convert_piece(conversion, why, why_size);
    }
    if (status == STATUS_OK && conversion->used > 0) {
        snprintf(why, why_size, "%s: ends inside a character of %s", conversion->name, conversion->encoding);
        return STATUS_BAD_UTF8;
    }
    return status;
}

static int unnamed_file(void)
{
    const char *folder = getenv("TMPDIR");
    return open(folder != NULL && *folder != '\0' ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

/* Puts a copy in UTF-8 in the file's place. `bytes` were read already. */
static enum status convert(struct text_file *file, const char *encoding, const char *bytes, size_t size, char *why,
                           size_t why_size)
{
    struct conversion *conversion = malloc(sizeof *conversion);
    iconv_t converter = iconv_open("UTF-8", encoding);
    enum status status = STATUS_NO_MEMORY;
    int copy = unnamed_file();
    if (converter == (iconv_t)-1) {
        snprintf(why, why_size, "--encoding '%s' is none that iconv knows: UTF-8, GB18030, UTF-16LE, SHIFT_JIS ... "
                                "(`iconv --list` has them all)", encoding);
        status = STATUS_UNKNOWN_NAME;
    } else if (copy < 0) {
        status = fail(STATUS_IO, why, why_size, file->name, "make a copy in UTF-8 of");
    } else if (conversion == NULL) {
        snprintf(why, why_size, "%s: no memory", file->name);
    } else {
        *conversion = (struct conversion){.name = file->name, .encoding = encoding, .from = file->descriptor,
                                          .to = copy, .iconv = converter, .read = size, .used = size};
        memcpy(conversion->bytes, bytes, size);
        status = convert_all(conversion, why, why_size);
    }
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    if (status == STATUS_OK) {
        close(file->descriptor);
        *file = (struct text_file){.name = file->name, .descriptor = copy, .end = conversion->written};
    } else if (copy >= 0) {
        close(copy);
    }
    free(conversion);
    return status;
}

/* ---- opening --------------------------------------------------------------------- */

/* As many bytes as there is room for; less only at the end. */
static ssize_t read_head(int descriptor, char *bytes, size_t size)
{
    size_t used = 0;
    ssize_t got = 1;
    while (used < size && (got = read_some(descriptor, bytes + used, size - used)) > 0)
        used += (size_t)got;
    return got < 0 ? -1 : (ssize_t)used;
}

static enum status look(struct text_file *file, const char *encoding, char *why, size_t why_size)
{
    char head[HEAD];
    size_t mark;
    struct stat about;
    ssize_t size = read_head(file->descriptor, head, sizeof head);
    if (size < 0 || fstat(file->descriptor, &about) != 0)
        return fail(STATUS_IO, why, why_size, file->name, "read");
    const char *marked = marked_encoding(head, (size_t)size, &mark);
    const char *unmarked = marked == NULL ? unmarked_encoding(head, (size_t)size) : NULL;
    if (encoding == NULL && unmarked != NULL) {
        snprintf(why, why_size, "%s looks like %s without a byte order mark; --encoding %s reads it", file->name,
                 unmarked, unmarked);
        return STATUS_BAD_UTF8;
    }
    if (encoding == NULL)
        encoding = marked != NULL ? marked : "UTF-8";
    if (!S_ISREG(about.st_mode) || strcasecmp(encoding, "UTF-8") != 0)
        return convert(file, encoding, head + mark, (size_t)size - mark, why, why_size);
    file->start = mark;
    file->end = (uint64_t)about.st_size;
    return STATUS_OK;
}

enum status text_file_open(struct text_file *file, const char *path, const char *encoding, char *why, size_t why_size)
{
    bool standard = strcmp(path, "-") == 0;
    *file = (struct text_file){.name = standard ? "(standard input)" : path};
    file->descriptor = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (file->descriptor < 0)
        return fail(STATUS_IO, why, why_size, file->name, "open");
    enum status status = look(file, encoding, why, why_size);
    if (status != STATUS_OK)
        text_file_close(file);
    return status;
}

void text_file_close(struct text_file *file)
{
    if (file->descriptor >= 0)
        close(file->descriptor);
    file->descriptor = -1;
}
